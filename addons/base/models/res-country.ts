import { fields, Model, type Domain, type Values } from 'pergola/models'
import { codesFirst, type SearchByName } from '../text/codes-first.ts'

/** A country of ISO 3166. Source: odoo's `res.country`. */
export class Country extends Model {
  static override model = 'res.country'
  static override description = 'Country'
  static override order = 'name, id'
  static override sqlConstraints = [
    ['name_uniq', 'unique (name)', 'The name of the country must be unique.'],
    ['code_uniq', 'unique (code)', 'The code of the country must be unique.'],
  ] as const

  name = fields.char({ label: 'Country Name', required: true })
  code = fields.char({
    label: 'Country Code',
    size: 2,
    required: true,
    help: 'The ISO code of two letters; it finds the country in a search.',
  })
  phone_code = fields.integer({ label: 'Country Calling Code' })
  currency_id = fields.many2one('res.currency', { label: 'Currency' })
  state_ids = fields.one2many('res.country.state', 'country_id', { label: 'States' })

  override async create(values: Values | readonly Values[] = {}) {
    const list = Array.isArray(values) ? (values as readonly Values[]) : [values as Values]
    return super.create(list.map(withCode))
  }

  override async write(values: Values) {
    return super.write(withCode(values))
  }

  // Two letters are looked for as a code, beside the names.
  override searchDisplayName(operator: string, value: unknown): Domain | Promise<Domain> {
    const found = super.searchDisplayName(operator, value)
    if (typeof value !== 'string' || value.length !== 2 || /not|!|<>/.test(operator)) return found
    return Promise.resolve(found).then((domain) => ['|', ['code', '=ilike', value], ...domain] as Domain)
  }

  override async nameSearch(...[name = '', options = {}]: Parameters<SearchByName>): ReturnType<SearchByName> {
    return codesFirst(this, name, options, (...given) => super.nameSearch(...given))
  }
}

/** Codes are kept in capitals. */
function withCode(values: Values): Values {
  const { code } = values
  return typeof code === 'string' ? { ...values, code: code.toUpperCase() } : values
}

export interface CountryRecord extends Country {}
declare module 'pergola/models' {
  interface Models {
    'res.country': CountryRecord
  }
}
