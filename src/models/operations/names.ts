import { UserError } from '../../errors/business-errors.ts'
import { Domain } from '../domain/domain.ts'
import type { Operator } from '../domain/domain.ts'
import type { Model } from '../model.ts'
import { loadPaths } from './load.ts'
import { searchRecords } from './search.ts'

/** A record's id and what it is called. */
export type NamePair = [id: number, name: string]

/** Which records a name is looked for among. */
export interface NameSearchOptions {
  /** What else holds for them. */
  domain?: Domain
  /** How the name is compared. Default `ilike`. */
  operator?: Operator
  /** How many at most. Default 100. */
  limit?: number
}

/** Records whose name matches; see `Model.nameSearch`. */
export async function findByName(records: Model, name: string, options: NameSearchOptions): Promise<NamePair[]> {
  const { domain = [], operator = 'ilike', limit = 100 } = options
  const matching = name === '' && operator === 'ilike' ? [] : await records.searchDisplayName(operator, name)
  const found = await searchRecords(records, Domain.and([matching, domain]), { limit })
  return namePairs(found)
}

/** Ids and names of records. */
export async function namePairs(records: Model): Promise<NamePair[]> {
  await loadPaths(records, ['display_name'])
  return [...records].map((record): NamePair => [record.ids[0] as number, record.displayName])
}

/** Makes a record by its name; see `Model.nameCreate`. */
export async function createByName(records: Model, name: string): Promise<NamePair> {
  const { recName } = records.definition
  if (recName === null) throw new UserError(`Records of ${records.definition.name} cannot be made by a name alone.`)
  const [pair] = await namePairs(await records.create({ [recName]: name }))
  return pair as NamePair
}
