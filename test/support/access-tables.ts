import type { Cursor } from '../../src/database/cursor.ts'

/** Makes the tables that rights are read from, with two users (7 of the group `test.staff`, 8 of none) and rights on models. */
export async function makeAccessTables(cr: Cursor, models: readonly string[]): Promise<void> {
  await cr.query(`
    create table res_partner (id serial primary key, lang text, tz text);
    create table res_users (id serial primary key, login text, active bool default true, company_id int, partner_id int);
    create table res_groups (id serial primary key, name text);
    create table res_groups_users_rel (gid int, uid int);
    create table res_groups_implied_rel (gid int, hid int);
    create table res_company_users_rel (cid int, user_id int);
    create table ir_model (id serial primary key, model text);
    create table ir_model_data (id serial primary key, module text, name text, model text, res_id int);
    create table ir_model_access (id serial primary key, model_id int, group_id int, perm_read bool, perm_write bool, perm_create bool, perm_unlink bool, active bool default true);
    create table ir_rule (id serial primary key, name text, model_id int, domain_force text, perm_read bool default true, perm_write bool default true, perm_create bool default true, perm_unlink bool default true, active bool default true);
    create table rule_group_rel (rule_group_id int, group_id int);
    insert into res_users (id, login) values (7, 'staff'), (8, 'guest');
    insert into res_groups (id, name) values (3, 'Staff');
    insert into res_groups_users_rel values (3, 7);
    insert into ir_model_data (module, name, model, res_id) values ('test', 'staff', 'res.groups', 3);
  `)
  await cr.query('insert into ir_model (model) select unnest($1::text[])', [models])
}

/** Gives rights on a model: to a group, or to everybody. */
export async function grant(cr: Cursor, model: string, rights: string, group: number | null = null): Promise<void> {
  const has = (letter: string): boolean => rights.includes(letter)
  await cr.query(
    `insert into ir_model_access (model_id, group_id, perm_read, perm_write, perm_create, perm_unlink)
      select id, $2, $3, $4, $5, $6 from ir_model where model = $1`,
    [model, group, has('r'), has('w'), has('c'), has('d')],
  )
}

/** Adds a rule on a model, for all its operations. */
export async function addRule(cr: Cursor, model: string, domain: string, group: number | null = null): Promise<void> {
  const { rows } = await cr.query<{ id: number }>(
    'insert into ir_rule (name, model_id, domain_force) select $2, id, $2 from ir_model where model = $1 returning id',
    [model, domain],
  )
  if (group !== null) await cr.query('insert into rule_group_rel values ($1, $2)', [rows[0]!.id, group])
}
