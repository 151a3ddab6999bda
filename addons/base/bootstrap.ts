import type { Cursor } from 'pergola/database'

/**
 * Makes what every other record needs: the superuser, who makes them, with its partner, its company and that one's currency. Data
 * files find these by their external ids. Does nothing where there are users. Source: odoo's `base_data.sql`.
 */
export async function createFirstRecords(cr: Cursor): Promise<void> {
  const { rows } = await cr.query<{ any: boolean }>('select exists (select 1 from res_users) as any')
  if (rows[0]?.any === true) return
  for (const statement of STATEMENTS) await cr.query(statement)
}

const NOW = `now() at time zone 'UTC'`

const STATEMENTS = [
  `insert into res_currency (name, symbol, rounding, decimal_places, active, position)
   values ('EUR', '€', 0.01, 2, true, 'after')`,
  `insert into res_partner (name, type, is_company, active, partner_share, color, create_date)
   values ('My Company', 'contact', true, true, true, 0, ${NOW}), ('System', 'contact', false, false, false, 0, ${NOW})`,
  `insert into res_company (name, partner_id, currency_id, active, sequence, create_date)
   select 'My Company', p.id, c.id, true, 10, ${NOW} from res_partner p, res_currency c where p.name = 'My Company'`,
  `insert into res_users (login, partner_id, company_id, active, share, create_date)
   select '__system__', p.id, c.id, false, false, ${NOW} from res_partner p, res_company c where p.name = 'System'`,
  'insert into res_company_users_rel (cid, user_id) select c.id, u.id from res_company c, res_users u',
  `insert into ir_model_data (module, name, model, res_id, noupdate)
   select 'base', 'EUR', 'res.currency', id, false from res_currency
   union all select 'base', 'main_partner', 'res.partner', id, true from res_partner where name = 'My Company'
   union all select 'base', 'partner_root', 'res.partner', id, true from res_partner where name = 'System'
   union all select 'base', 'main_company', 'res.company', id, true from res_company
   union all select 'base', 'user_root', 'res.users', id, true from res_users`,
]
