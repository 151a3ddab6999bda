import { Domain, type AnyRecords, type Model } from 'pergola/models'

/** A search by name. */
export type SearchByName = Model['nameSearch']

/**
 * A search by name in which records whose code is just that come first: `DE` is Germany before it is Denmark.
 * Source: odoo `Country.name_search`, `CountryState.name_search`.
 */
export async function codesFirst(
  records: Model,
  name: string,
  options: NonNullable<Parameters<SearchByName>[1]>,
  search: SearchByName,
): ReturnType<SearchByName> {
  const { domain = [], operator = 'ilike', limit = 100 } = options
  if (!/^\w{1,10}$/.test(name) || operator !== 'ilike') return search(name, options)
  const found: AnyRecords = records
  const coded = await found.search(Domain.and([[['code', '=ilike', name.replaceAll('_', '\\_')]], domain]), { limit })
  await coded.load('display_name')
  const first = [...coded].map(({ id, displayName }): [number, string] => [id, displayName])
  if (first.length === 0 || first.length >= limit) return first.length === 0 ? search(name, options) : first
  const others = { domain: Domain.and([[['id', 'not in', coded.ids]], domain]), limit: limit - first.length }
  return [...first, ...(await search(name, { ...options, ...others }))]
}
