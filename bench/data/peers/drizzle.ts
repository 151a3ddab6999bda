import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { doublePrecision, integer, pgTable, serial, text, timestamp } from 'drizzle-orm/pg-core'
import { Pool } from 'pg'
import { servePeer, type Setting } from './peer.ts'
import { withOpenTransaction, type Works } from './plain-works.ts'
import { checksum, fortunesPage, newSale, randomNumber, saleIds, worldId, worldIds, type World } from './workload.ts'

const sales = pgTable('bench_sale', {
  id: serial().primaryKey(),
  name: text().notNull(),
  note: text().notNull(),
  amount: doublePrecision().notNull(),
  quantity: integer().notNull(),
  state: text(),
  partnerId: integer('partner_id').notNull(),
  userId: integer('user_id'),
  companyId: integer('company_id'),
  createUid: integer('create_uid'),
  createDate: timestamp('create_date'),
  writeUid: integer('write_uid'),
  writeDate: timestamp('write_date'),
})
const worlds = pgTable('bench_world', { id: serial().primaryKey(), randomNumber: integer('random_number').notNull() })
const fortunes = pgTable('bench_fortune', { id: serial().primaryKey(), message: text().notNull() })

type Client = Pick<NodePgDatabase, 'select' | 'insert' | 'update' | 'transaction'>

function readable({ companyIds, userId }: Setting) {
  return and(or(isNull(sales.companyId), inArray(sales.companyId, [...companyIds])), eq(sales.userId, userId))
}

async function browse(client: Client, number: number, setting: Setting): Promise<number> {
  const rows = await client
    .select({
      id: sales.id,
      name: sales.name,
      note: sales.note,
      amount: sales.amount,
      quantity: sales.quantity,
      partner: sales.partnerId,
    })
    .from(sales)
    .where(and(inArray(sales.id, saleIds(number)), readable(setting)))
  return checksum(rows)
}

async function readWorld(client: Client, id: number): Promise<World> {
  const [row] = await client.select().from(worlds).where(eq(worlds.id, id))
  return row as World
}

const works: Works<Client, Client> = {
  opened: {
    browse,
    async search(client, _number, setting) {
      const rows = await client
        .select({ id: sales.id })
        .from(sales)
        .where(and(eq(sales.state, 'done'), readable(setting)))
        .orderBy(sales.name, sales.id)
        .limit(20)
      return rows.map(({ id }) => id)
    },
    db: (client, number) => readWorld(client, worldId(number)),
    async queries(client, number) {
      const read = []
      for (const id of worldIds(number)) read.push(await readWorld(client, id))
      return read
    },
    fortunes: async (client) => fortunesPage(await client.select().from(fortunes)),
  },
  each: {
    'browse-transaction': (client, number, setting) =>
      client.transaction((inner) => browse(inner, number, setting), { isolationLevel: 'repeatable read' }),
    'browse-plain': browse,
    async insert(client, number, { partnerId, userId, companyIds }) {
      const now = sql`now() at time zone 'UTC'`
      const [made] = await client
        .insert(sales)
        .values({
          ...newSale(number),
          partnerId,
          userId,
          companyId: companyIds[0] as number,
          createUid: userId,
          createDate: now,
          writeUid: userId,
          writeDate: now,
        })
        .returning({ id: sales.id })
      return (made?.id ?? 0) > 0
    },
    updates: (client, number) =>
      client.transaction(
        async (inner) => {
          const written = []
          for (const [index, id] of worldIds(number).entries()) {
            await readWorld(inner, id)
            const world = { id, randomNumber: randomNumber(number, index) }
            await inner.update(worlds).set({ randomNumber: world.randomNumber }).where(eq(worlds.id, id))
            written.push(world)
          }
          return written
        },
        { isolationLevel: 'repeatable read' },
      ),
  },
}

await servePeer(async (setting) => {
  const pool = new Pool({ connectionString: setting.url })
  return withOpenTransaction<Client, Client>(works, setting, {
    whole: drizzle({ client: pool }),
    close: () => pool.end(),
    open: async () => {
      const client = await pool.connect()
      await client.query('begin isolation level repeatable read')
      return {
        inner: drizzle({ client }),
        end: async () => {
          await client.query('rollback')
          client.release()
        },
      }
    },
  })
})
