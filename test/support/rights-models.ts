import type { Cursor } from '../../src/database/cursor.ts'
import { openDatabase, type Database } from '../../src/database/database.ts'
import { TransientModel } from '../../src/models/abstract-model.ts'
import { composeModels } from '../../src/models/compose-models.ts'
import { fields } from '../../src/models/fields.ts'
import { Model } from '../../src/models/model.ts'
import { Registry } from '../../src/models/registry.ts'
import { syncSchema } from '../../src/models/schema/sync-schema.ts'

// Users, groups, companies and rights as the addon base has them, and documents to guard.

class Partner extends Model {
  static override model = 'res.partner'
  static override logAccess = false
  name = fields.char()
  lang = fields.char()
  tz = fields.char()
  parent_id = fields.many2one('res.partner')
}

class Company extends Model {
  static override model = 'res.company'
  static override logAccess = false
  name = fields.char()
}

class Group extends Model {
  static override model = 'res.groups'
  static override logAccess = false
  name = fields.char()
  implied_ids = fields.many2many('res.groups', {
    relation: 'res_groups_implied_rel',
    column: 'gid',
    otherColumn: 'hid',
  })
}

class User extends Model {
  static override model = 'res.users'
  static override logAccess = false
  login = fields.char()
  active = fields.boolean()
  partner_id = fields.many2one('res.partner')
  company_id = fields.many2one('res.company')
  company_ids = fields.many2many('res.company', {
    relation: 'res_company_users_rel',
    column: 'user_id',
    otherColumn: 'cid',
  })
  groups_id = fields.many2many('res.groups', { relation: 'res_groups_users_rel', column: 'uid', otherColumn: 'gid' })
}

class Document extends Model {
  static override model = 'x.document'
  static override description = { en_US: 'Document', de_DE: 'Dokument' }
  static override logAccess = false
  name = fields.char()
  user_id = fields.many2one('res.users')
  partner_id = fields.many2one('res.partner')
  company_id = fields.many2one('res.company')
  secret = fields.char({ groups: 'base.group_boss' })
}

class Letter extends Model {
  static override model = 'x.letter'
  static override inherits = { 'x.document': 'document_id' }
  static override logAccess = false
  document_id = fields.many2one('x.document', { required: true })
  stamp = fields.char()
}

class Wizard extends TransientModel {
  static override model = 'x.wizard'
  name = fields.char()
}

/** A database with users and rights. */
export interface Rights {
  readonly database: Database
  readonly registry: Registry
  close(): Promise<void>
}

/** Opens one; `tables: false`: without any table. */
export async function openRights({ tables = true } = {}): Promise<Rights> {
  const classes = [Partner, Company, Group, User, Document, Letter, Wizard]
  const { definitions } = composeModels(classes.map((modelClass) => ({ modelClass, addon: 'base' })))
  const database = openDatabase('pglite:memory')
  const registry = new Registry({ database, definitions, addons: ['base'] })
  if (tables) {
    await database.transaction(async (cr) => {
      await syncSchema(cr, definitions.values())
      await fill(cr)
    })
  }
  return { database, registry, close: () => database.close() }
}

async function fill(cr: Cursor): Promise<void> {
  await cr.query(`
    create table ir_model (id serial primary key, model text);
    create table ir_model_data (id serial primary key, module text, name text, model text, res_id int4);
    create table ir_model_access (id serial primary key, name text, model_id int4, group_id int4,
      perm_read bool, perm_write bool, perm_create bool, perm_unlink bool, active bool);
    create table ir_rule (id serial primary key, name text, model_id int4, domain_force text,
      perm_read bool, perm_write bool, perm_create bool, perm_unlink bool, active bool);
    create table rule_group_rel (rule_group_id int4, group_id int4);
    insert into ir_model (id, model) values (1, 'x.document'), (2, 'x.letter'), (3, 'x.wizard');
    insert into res_partner (id, name, lang, tz, parent_id) values (1, 'System', null, null, null), (2, 'Ann', 'de_DE', 'Europe/Berlin', 3), (3, 'Ann Ltd', null, null, null), (4, 'Bob', null, null, null);
    insert into res_company (id, name) values (1, 'One'), (2, 'Two'), (3, 'Three');
    insert into res_groups (id, name) values (1, 'user'), (2, 'boss'), (3, 'portal'), (4, 'circle');
    insert into ir_model_data (module, name, model, res_id) values
      ('base', 'group_user', 'res.groups', 1), ('base', 'group_boss', 'res.groups', 2), ('base', 'group_portal', 'res.groups', 3), ('base', 'group_circle', 'res.groups', 4),
      ('base', 'not_a_group', 'res.partner', 1);
    insert into res_groups_implied_rel (gid, hid) values (2, 4), (4, 1), (1, 4);
    insert into res_users (id, login, active, partner_id, company_id) values
      (1, 'system', true, 1, 1), (2, 'ann', true, 2, 2), (3, 'bob', true, 4, 1), (4, 'carl', false, null, null);
    insert into res_company_users_rel (user_id, cid) values (2, 1), (2, 2), (3, 1);
    insert into res_groups_users_rel (uid, gid) values (2, 2), (3, 3);
    insert into x_document (id, name, user_id, partner_id, company_id) values
      (1, 'of ann', 2, 2, 1), (2, 'of bob', 3, 4, 1), (3, 'of nobody', null, null, null), (4, 'of two', 2, 3, 2);
    insert into x_letter (id, document_id) values (1, 1), (2, 2), (3, 3);
  `)
}

/** Adds a right: `perms` as in `'read write'`. */
export async function addRight(cr: Cursor, model: number, group: number | null, perms: string): Promise<void> {
  const has = (name: string): boolean => perms.split(' ').includes(name)
  await cr.query(
    'insert into ir_model_access (model_id, group_id, perm_read, perm_write, perm_create, perm_unlink, active) values ($1, $2, $3, $4, $5, $6, true)',
    [model, group, has('read'), has('write'), has('create'), has('unlink')],
  )
}

/** Adds a rule for reading and writing. */
export async function addRule(
  cr: Cursor,
  model: number,
  domain: string,
  groups: readonly number[] = [],
): Promise<void> {
  const { rows } = await cr.query<{ id: number }>(
    `insert into ir_rule (name, model_id, domain_force, perm_read, perm_write, perm_create, perm_unlink, active)
     values ('A rule', $1, $2, true, true, false, false, true) returning id`,
    [model, domain],
  )
  for (const group of groups) await cr.query('insert into rule_group_rel values ($1, $2)', [rows[0]!.id, group])
}
