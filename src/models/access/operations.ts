/** What access rights tell apart. */
export type AccessOperation = 'read' | 'write' | 'create' | 'unlink'

/** All of them. */
export const ACCESS_OPERATIONS: readonly AccessOperation[] = ['read', 'write', 'create', 'unlink']
