/** What is measured of all peers, in this order. */
export const CASES = {
  browse: 'browse 100, read 5 fields',
  'browse-transaction': 'the same, a transaction each',
  'browse-plain': 'the same, others without one',
  search: 'search with a rule',
  insert: 'single insert',
  db: 'db (1 read)',
  queries: 'queries (20 reads)',
  updates: 'updates (20 writes)',
  fortunes: 'fortunes',
} as const

export type CaseName = keyof typeof CASES

export const CASE_NAMES = Object.keys(CASES) as CaseName[]

/** By whom; the script of each is `peers/<name>.ts`. */
export const PEERS = ['pergola', 'raw', 'kysely', 'drizzle', 'mikro'] as const

export type PeerName = (typeof PEERS)[number]
