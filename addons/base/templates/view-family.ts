import type { Environment } from 'pergola/models'
import type { View } from 'pergola/qweb'

/** A view with what decides its place among the changes of another. */
export interface FamilyView extends View {
  readonly priority: number
}

interface Row {
  id: number
  key: string
  arch: string
  inherit_id: number | null
  mode: string
  priority: number
  addon: string | null
}

/**
 * The active views that are put together with one: what it inherits, and all that inherits the same. In the order in which changes
 * are applied: by priority, then in the order of addons, then as they were made.
 *
 * @param installing the addon that is being loaded: views of later ones, which may be about to change, are left out
 */
export async function familyOf(env: Environment, id: number, installing: string | null): Promise<FamilyView[]> {
  const { rows } = await env.cr.query<Row>(
    `with recursive up as (
       select id, inherit_id from ir_ui_view where id = $1
       union select v.id, v.inherit_id from ir_ui_view v join up on v.id = up.inherit_id
     ), family as (
       select id from up
       union select v.id from ir_ui_view v join family on v.inherit_id = family.id
     )
     select v.id, v.key, v.arch, v.inherit_id, v.mode, v.priority,
       (select d.module from ir_model_data d where d.model = 'ir.ui.view' and d.res_id = v.id order by d.id limit 1) as addon
     from ir_ui_view v join family on family.id = v.id where v.active`,
    [id],
  )
  const place = (addon: string | null): number => {
    const index = addon === null ? -1 : env.registry.addons.indexOf(addon)
    return index === -1 ? Number.MAX_SAFE_INTEGER : index
  }
  const last = place(installing)
  return rows
    .filter((row) => installing === null || row.id === id || place(row.addon) <= last)
    .toSorted((a, b) => a.priority - b.priority || place(a.addon) - place(b.addon) || a.id - b.id)
    .map(({ inherit_id: inherits, mode, ...view }) => ({ ...view, inherits, primary: mode === 'primary' }))
}
