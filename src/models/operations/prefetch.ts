/** How many records are read along with those that were asked for. */
export const PREFETCH_LIMIT = 1000
