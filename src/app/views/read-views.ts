import type { Cursor } from '../../database/cursor.ts'
import type { Registry } from '../../models/registry.ts'
import type { View } from '../../qweb/view-set.ts'

/** A view as it stands in a database. */
export interface StoredView extends View {
  /** Who may see it as a page of its own; everybody where there is none. */
  readonly groupIds: readonly number[]
  /** The file that it comes from, below its addon's folder and with the addon's name. */
  readonly file: string | null
  /** Whether an administrator changed it. */
  readonly isChanged: boolean
}

interface Row {
  id: number
  key: string
  priority: number
  arch: string
  inherit_id: number | null
  mode: string
  arch_fs: string | null
  arch_updated: boolean | null
  addon: string | null
  is_addon: boolean
  group_ids: number[]
}

/**
 * The active views of a database, in the order in which changes are applied: by priority, then in the order of addons, then as they
 * were made. Those of addons that are not there are left out.
 */
export async function readViews(cr: Cursor, { addons }: Registry): Promise<StoredView[]> {
  const { rows } = await cr.query<Row>(
    `select v.id, v.key, v.priority, v.arch, v.inherit_id, v.mode, v.arch_fs, v.arch_updated, origin.module as addon,
       exists (select 1 from ir_module_module m where m.name = origin.module) as is_addon,
       array(select r.group_id from ir_ui_view_group_rel r where r.view_id = v.id order by 1) as group_ids
     from ir_ui_view v
     left join lateral (
       select d.module from ir_model_data d where d.model = 'ir.ui.view' and d.res_id = v.id order by d.id limit 1
     ) origin on true
     where v.active and v.type = 'qweb'`,
  )
  const places = new Map(addons.map((name, index) => [name, index]))
  const placeOf = ({ addon }: Row): number => places.get(addon ?? '') ?? Number.MAX_SAFE_INTEGER
  return rows
    .filter(({ addon, is_addon: isAddon }) => !isAddon || places.has(addon as string))
    .toSorted((a, b) => a.priority - b.priority || placeOf(a) - placeOf(b) || a.id - b.id)
    .map(toView)
}

function toView(row: Row): StoredView {
  const { id, key, arch, inherit_id: inherits, mode, addon, group_ids: groupIds, arch_fs: file } = row
  return {
    id,
    key,
    arch,
    addon,
    inherits,
    primary: mode === 'primary',
    groupIds,
    file,
    isChanged: row.arch_updated === true,
  }
}
