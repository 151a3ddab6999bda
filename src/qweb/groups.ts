/** The groups of a `t-groups`: shown to users that have one of `any` (or when there is none) and none of `none`. */
export interface GroupSpec {
  readonly any: readonly string[]
  readonly none: readonly string[]
}

/**
 * Parses `a.b,!c.d`.
 *
 * Source: odoo.addons.base.models.res_users.has_groups
 */
export function parseGroups(source: string): GroupSpec {
  const names = source.split(',').map((name) => name.trim())
  const none = names.filter((name) => name.startsWith('!')).map((name) => name.slice(1).trim())
  return { any: names.filter((name) => !name.startsWith('!')), none }
}

/** Whether a user may see it, given what groups the user has. The group `.` is nobody's, nor is one without a name. */
export function allowsGroups({ any, none }: GroupSpec, hasGroup: (xmlId: string) => boolean): boolean {
  const has = (name: string): boolean => name !== '.' && name !== '' && hasGroup(name)
  if (none.some(has)) return false
  return any.length === 0 || any.some(has)
}
