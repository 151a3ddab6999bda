import { api, fields, Model } from 'pergola/models'

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
}

export interface CountryStateRecord extends CountryState {}
declare module 'pergola/models' {
  interface Models {
    'res.country.state': CountryStateRecord
  }
}
