import type { Values } from './context.ts'

/** One step of a change to a one2many or many2many, as Odoo writes it: `[0, 0, values]`, `[6, 0, ids]`, … */
export type X2ManyCommand =
  | readonly [0, number, Values]
  | readonly [1, number, Values]
  | readonly [2, number, ...unknown[]]
  | readonly [3, number, ...unknown[]]
  | readonly [4, number, ...unknown[]]
  | readonly [5, ...unknown[]]
  | readonly [6, unknown, readonly number[]]

/**
 * Makes the steps of a change to a one2many or many2many.
 *
 * Source: odoo.fields.Command.
 *
 * @example
 * import { Command } from 'pergola/models'
 * Command.link(3)              // [4, 3, 0]
 * Command.create({ name: 'A' }) // [0, 0, { name: 'A' }]
 */
export const Command: {
  create(values: Values): X2ManyCommand
  update(id: number, values: Values): X2ManyCommand
  /** Deletes the record. */
  delete(id: number): X2ManyCommand
  /** Takes the record out, without deleting it; where its many2one cascades, it is deleted. */
  unlink(id: number): X2ManyCommand
  link(id: number): X2ManyCommand
  clear(): X2ManyCommand
  set(ids: readonly number[]): X2ManyCommand
} = {
  create: (values) => [0, 0, values],
  update: (id, values) => [1, id, values],
  delete: (id) => [2, id, 0],
  unlink: (id) => [3, id, 0],
  link: (id) => [4, id, 0],
  clear: () => [5, 0, 0],
  set: (ids) => [6, 0, ids],
}
