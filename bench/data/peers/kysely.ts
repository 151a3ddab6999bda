import { Kysely, PostgresDialect, sql, type Generated } from 'kysely'
import { Pool } from 'pg'
import { servePeer, type Setting } from './peer.ts'
import { withOpenTransaction, type Works } from './plain-works.ts'
import { checksum, fortunesPage, newSale, randomNumber, saleIds, worldId, worldIds, type World } from './workload.ts'

interface Tables {
  bench_sale: {
    id: Generated<number>
    name: string
    note: string
    amount: number
    quantity: number
    state: string
    partner_id: number
    user_id: number
    company_id: number | null
    create_uid: number
    create_date: Date
    write_uid: number
    write_date: Date
  }
  bench_world: { id: number; random_number: number }
  bench_fortune: { id: number; message: string }
}

type Client = Kysely<Tables>

async function browse(client: Client, number: number, { companyIds, userId }: Setting): Promise<number> {
  const rows = await client
    .selectFrom('bench_sale')
    .select(['id', 'name', 'note', 'amount', 'quantity', 'partner_id'])
    .where('id', '=', sql<number>`any(${saleIds(number)})`)
    .where((where) =>
      where.or([where('company_id', 'is', null), where('company_id', '=', sql<number>`any(${companyIds})`)]),
    )
    .where('user_id', '=', userId)
    .execute()
  return checksum(rows.map(({ partner_id: partner, ...row }) => ({ ...row, partner })))
}

async function readWorld(client: Client, id: number): Promise<World> {
  const row = await client
    .selectFrom('bench_world')
    .select(['id', 'random_number'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { id: row.id, randomNumber: row.random_number }
}

function transaction<Result>(client: Client, work: (inner: Client) => Promise<Result>): Promise<Result> {
  return client.transaction().setIsolationLevel('repeatable read').execute(work)
}

const works: Works<Client, Client> = {
  opened: {
    browse,
    async search(client, _number, { companyIds, userId }) {
      const rows = await client
        .selectFrom('bench_sale')
        .select('id')
        .where('state', '=', 'done')
        .where((where) =>
          where.or([where('company_id', 'is', null), where('company_id', '=', sql<number>`any(${companyIds})`)]),
        )
        .where('user_id', '=', userId)
        .orderBy('name')
        .orderBy('id')
        .limit(20)
        .execute()
      return rows.map(({ id }) => id)
    },
    db: (client, number) => readWorld(client, worldId(number)),
    async queries(client, number) {
      const read = []
      for (const id of worldIds(number)) read.push(await readWorld(client, id))
      return read
    },
    fortunes: async (client) =>
      fortunesPage(await client.selectFrom('bench_fortune').select(['id', 'message']).execute()),
  },
  each: {
    'browse-transaction': (client, number, setting) => transaction(client, (inner) => browse(inner, number, setting)),
    'browse-plain': browse,
    async insert(client, number, { partnerId, userId, companyIds }) {
      const now = sql<Date>`now() at time zone 'UTC'`
      const { id } = await client
        .insertInto('bench_sale')
        .values({
          ...newSale(number),
          partner_id: partnerId,
          user_id: userId,
          company_id: companyIds[0] as number,
          create_uid: userId,
          create_date: now,
          write_uid: userId,
          write_date: now,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      return id > 0
    },
    updates: (client, number) =>
      transaction(client, async (inner) => {
        const written = []
        for (const [index, id] of worldIds(number).entries()) {
          await readWorld(inner, id)
          written.push({ id, randomNumber: randomNumber(number, index) })
        }
        const ids = written.map(({ id }) => id)
        const numbers = written.map((each) => each.randomNumber)
        await sql`update bench_world w set random_number = given.number
          from unnest(${ids}::int[], ${numbers}::int[]) as given (id, number) where w.id = given.id`.execute(inner)
        return written
      }),
  },
}

await servePeer(async (setting) => {
  const client: Client = new Kysely({
    dialect: new PostgresDialect({ pool: new Pool({ connectionString: setting.url }) }),
  })
  return withOpenTransaction<Client, Client>(works, setting, {
    whole: client,
    close: () => client.destroy(),
    open: async () => {
      const inner = await client.startTransaction().setIsolationLevel('repeatable read').execute()
      return {
        inner,
        end: async () => {
          await inner.rollback().execute()
        },
      }
    },
  })
})
