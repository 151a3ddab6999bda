import { createApp } from 'pergola'
import type { Environment } from 'pergola/models'
import type { PostgresCluster } from '../../test/support/postgres.ts'
import { bench } from './peers/addon.ts'
import type { Setting } from './peers/peer.ts'
import { LOGIN, SALES, WORLDS } from './peers/workload.ts'

const FORTUNES = [
  'fortune: No such file or directory',
  "A computer scientist is someone who fixes things that aren't broken.",
  'After enough decimal places, nobody gives a damn.',
  'A bad random number generator: 1, 1, 1, 1, 1, 4.33e+67, 1, 1, 1',
  'A computer program does what you tell it to do, not what you want it to do.',
  'Emacs is a nice operating system, but I prefer UNIX. — Tom Christaensen',
  'Any program that runs right is obsolete.',
  'A list is only as strong as its weakest link. — Donald Knuth',
  'Feature: A bug with seniority.',
  'Computers make very fast, very accurate mistakes.',
  '<script>alert("This should not be displayed in a browser alert box.");</script>',
  'フレームワークのベンチマーク',
]

/**
 * Makes the database that all peers use, by Pergola: tables, a user, rights and two rules, and the rows.
 *
 * @returns where it is, and who asks
 */
export async function prepare(cluster: PostgresCluster): Promise<Setting> {
  const app = createApp({ addons: [bench], database: { url: cluster.url('postgres') }, log: false })
  await app.ready()
  try {
    const databases = app.databases
    if (databases === null) throw new Error('There are no databases.')
    await databases.create('bench', ['bench'])
    return await databases.inEnvironment('bench', async (env) => {
      const user = await makeUser(env)
      await makeRules(env)
      const { company_id: company, partner_id: partner } = await user.load('company_id', 'partner_id')
      await fill(env, { user: user.id, company: company.id, partner: partner.id })
      env.cr.postcommit.add(async () => {
        await databases.server.database('bench').transaction(async (cr) => {
          await cr.query('analyze')
          // No disk is measured, of nobody.
          await cr.query('alter database bench set synchronous_commit = off')
        })
      })
      return {
        url: cluster.url('bench'),
        serverUrl: cluster.url('postgres'),
        userId: user.id,
        companyIds: [company.id],
        partnerId: partner.id,
      }
    })
  } finally {
    await app.close()
  }
}

async function makeUser(env: Environment) {
  const group = await env.ref('base.group_user')
  return env['res.users'].create({ name: 'Seller', login: LOGIN, groups_id: [[6, 0, group.ids]] })
}

async function makeRules(env: Environment): Promise<void> {
  const group = await env.ref('base.group_user')
  const all = { perm_read: true, perm_write: true, perm_create: true, perm_unlink: true }
  for (const model of ['bench.sale', 'bench.world', 'bench.fortune']) {
    const { id } = await env['ir.model'].search([['model', '=', model]])
    const groups = model === 'bench.sale' ? { group_id: group.id } : {}
    await env['ir.model.access'].create({ name: model, model_id: id, ...groups, ...all })
    if (model !== 'bench.sale') continue
    const companies = `['|', ('company_id', '=', False), ('company_id', 'in', company_ids)]`
    await env['ir.rule'].create({ name: 'companies', model_id: id, domain_force: companies, ...all })
    const own = `[('user_id', '=', user.id)]`
    await env['ir.rule'].create({ name: 'own', model_id: id, domain_force: own, groups: [[6, 0, group.ids]], ...all })
  }
}

async function fill(env: Environment, ids: { user: number; company: number; partner: number }): Promise<void> {
  await env.cr.query(
    `insert into bench_sale (name, note, amount, quantity, state, partner_id, user_id, company_id, create_uid, create_date)
      select 'Sale ' || n, 'A note on sale ' || n, n * 1.25, n % 10, case when n % 4 = 0 then 'done' else 'draft' end,
        $1::int, case when n % 2 = 0 then $2::int else 1 end, case when n % 3 = 0 then null else $3::int end, $2, now()
      from generate_series(1, $4::int) n order by n`,
    [ids.partner, ids.user, ids.company, SALES],
  )
  await env.cr.query(
    'insert into bench_world (random_number) select 1 + (n * 7919) % 10000 from generate_series(1, $1::int) n order by n',
    [WORLDS],
  )
  for (const message of FORTUNES) await env['bench.fortune'].create({ message })
}
