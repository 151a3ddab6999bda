import { api, fields, Model, type Domain } from 'pergola/models'
import { codesFirst, type SearchByName } from '../text/codes-first.ts'

/** A state, province or county of a country. Source: odoo's `res.country.state`. */
export class CountryState extends Model {
  static override model = 'res.country.state'
  static override description = 'Country state'
  static override order = 'code, id'
  static override sqlConstraints = [
    ['name_code_uniq', 'unique (country_id, code)', 'The code of the state must be unique by country.'],
  ] as const

  country_id = fields.many2one('res.country', { required: true, index: true })
  name = fields.char({ label: 'State Name', required: true })
  code = fields.char({ label: 'State Code', required: true })

  @api.depends('name', 'country_id.code')
  override computeDisplayName() {
    for (const state of this) state.display_name = `${state.name} (${state.country_id.code})`
  }

  /** What is looked for may be a code, a name, or a name with its country: `New York (US)`. */
  override searchDisplayName(operator: string, value: unknown): Domain | Promise<Domain> {
    if (/not|!|<>/.test(operator) || typeof value !== 'string') return super.searchDisplayName(operator, value)
    const [, name = value, country] = /^(.+?)\s*\(([A-Za-z]{2})\)$/.exec(value) ?? []
    const named = ['|', ['code', '=ilike', name], ['name', operator, name]]
    return (country === undefined ? named : ['&', ['country_id.code', '=ilike', country], ...named]) as Domain
  }

  override async nameSearch(...[name = '', options = {}]: Parameters<SearchByName>): ReturnType<SearchByName> {
    return codesFirst(this, name, options, (...given) => super.nameSearch(...given))
  }
}

export interface CountryStateRecord extends CountryState {}
declare module 'pergola/models' {
  interface Models {
    'res.country.state': CountryStateRecord
  }
}
