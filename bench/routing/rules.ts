/** One rule in a form that every router can be given: `:i…` are integers, other variables are text. */
export interface BenchRule {
  readonly path: string
  readonly endpoint: string
}

const SHAPES = [
  '',
  '/new',
  '/archive',
  '/archive/latest',
  '/items/:id',
  '/items/:id/edit',
  '/by/:name',
  '/by/:name/:ipage',
  '/year/:iyear/:imonth/:iday',
  '/:section/items/:id/notes',
]

/** Groups of ten rules each: four static ones, six with one to three variables. */
export function toRules(groups: number): BenchRule[] {
  return Array.from({ length: groups }, (_, group) =>
    SHAPES.map((shape, index) => ({ path: `/group${group}${shape}`, endpoint: `${group}.${index}` })),
  ).flat()
}

/** Whether a variable of the rules is an integer. */
export function isInteger(name: string): boolean {
  return name.startsWith('i')
}

const REQUESTS = [
  '',
  '/archive/latest',
  '/new',
  '/items/7',
  '/items/123456',
  '/items/42/edit',
  '/by/anna',
  '/by/the-long-name-of-somebody/12',
  '/year/1984/12/31',
  '/blue/items/99/notes',
]

/** Requests to all groups in turn, in a fixed disorder, and one miss in ten: half at the root, half deep. */
export function toPaths(groups: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const group = (index * 31) % groups
    if (index % 20 === 9) return '/nowhere/at/all'
    if (index % 20 === 19) return `/group${group}/items/42/edit/more`
    return `/group${group}${REQUESTS[(index * 7) % REQUESTS.length]}`
  })
}
