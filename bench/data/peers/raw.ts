import { Pool } from 'pg'
import { servePeer, type Setting } from './peer.ts'
import { withOpenTransaction, type Works } from './plain-works.ts'
import { checksum, fortunesPage, newSale, randomNumber, saleIds, worldId, worldIds, type World } from './workload.ts'

interface Sale {
  name: string
  note: string
  amount: number
  quantity: number
  partner_id: number
}

interface WorldRow {
  id: number
  random_number: number
}

type Client = Pick<Pool, 'query'>

async function browse(client: Client, number: number, { companyIds, userId }: Setting): Promise<number> {
  const { rows } = await client.query<Sale>(
    `select id, name, note, amount, quantity, partner_id from bench_sale
      where id = any($1) and (company_id is null or company_id = any($2)) and user_id = $3`,
    [saleIds(number), companyIds, userId],
  )
  return checksum(rows.map(({ partner_id: partner, ...row }) => ({ ...row, partner })))
}

async function readWorld(client: Client, id: number): Promise<World> {
  const { rows } = await client.query<WorldRow>('select id, random_number from bench_world where id = $1', [id])
  const [row] = rows as [WorldRow]
  return { id: row.id, randomNumber: row.random_number }
}

async function transaction<Result>(pool: Pool, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read')
    const result = await work(client)
    await client.query('commit')
    return result
  } finally {
    client.release()
  }
}

const works: Works<Pool, Client> = {
  opened: {
    browse,
    async search(client, _number, { companyIds, userId }) {
      const { rows } = await client.query<{ id: number }>(
        `select id from bench_sale where state = $1 and (company_id is null or company_id = any($2)) and user_id = $3
          order by name, id limit 20`,
        ['done', companyIds, userId],
      )
      return rows.map(({ id }) => id)
    },
    db: (client, number) => readWorld(client, worldId(number)),
    async queries(client, number) {
      const read = []
      for (const id of worldIds(number)) read.push(await readWorld(client, id))
      return read
    },
    async fortunes(client) {
      const { rows } = await client.query<{ id: number; message: string }>('select id, message from bench_fortune')
      return fortunesPage(rows)
    },
  },
  each: {
    'browse-transaction': (pool, number, setting) => transaction(pool, (client) => browse(client, number, setting)),
    'browse-plain': browse,
    async insert(pool, number, { partnerId, userId, companyIds }) {
      const { name, note, amount, quantity, state } = newSale(number)
      const { rows } = await pool.query<{ id: number }>(
        `insert into bench_sale
          (name, note, amount, quantity, state, partner_id, user_id, company_id, create_uid, create_date, write_uid, write_date)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $7, now() at time zone 'UTC', $7, now() at time zone 'UTC') returning id`,
        [name, note, amount, quantity, state, partnerId, userId, companyIds[0]],
      )
      return (rows[0]?.id ?? 0) > 0
    },
    updates: (pool, number) =>
      transaction(pool, async (client) => {
        const written = []
        for (const [index, id] of worldIds(number).entries()) {
          await readWorld(client, id)
          written.push({ id, randomNumber: randomNumber(number, index) })
        }
        await client.query(
          `update bench_world w set random_number = given.number from unnest($1::int[], $2::int[]) as given (id, number)
            where w.id = given.id`,
          [written.map(({ id }) => id), written.map(({ randomNumber }) => randomNumber)],
        )
        return written
      }),
  },
}

await servePeer(async (setting) => {
  const pool = new Pool({ connectionString: setting.url })
  return withOpenTransaction(works, setting, {
    whole: pool,
    close: () => pool.end(),
    open: async () => {
      const client = await pool.connect()
      await client.query('begin isolation level repeatable read')
      return {
        inner: client,
        end: async () => {
          await client.query('rollback')
          client.release()
        },
      }
    },
  })
})
