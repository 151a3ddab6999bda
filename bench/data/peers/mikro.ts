import { defineEntity, MikroORM, type EntityManager, type InferEntity } from '@mikro-orm/core'
import { PostgreSqlDriver } from '@mikro-orm/postgresql'
import { servePeer, type Setting } from './peer.ts'
import { withOpenTransaction, type Works } from './plain-works.ts'
import { checksum, fortunesPage, newSale, randomNumber, saleIds, worldId, worldIds, type World } from './workload.ts'

const SaleEntity = defineEntity({
  name: 'BenchSale',
  tableName: 'bench_sale',
  properties: (p) => ({
    id: p.integer().primary(),
    name: p.text(),
    note: p.text(),
    amount: p.float(),
    quantity: p.integer(),
    state: p.text().nullable(),
    partnerId: p.integer().fieldName('partner_id'),
    userId: p.integer().fieldName('user_id').nullable(),
    companyId: p.integer().fieldName('company_id').nullable(),
    createUid: p.integer().fieldName('create_uid').nullable(),
    createDate: p.datetime().fieldName('create_date').nullable(),
    writeUid: p.integer().fieldName('write_uid').nullable(),
    writeDate: p.datetime().fieldName('write_date').nullable(),
  }),
  filters: {
    rules: {
      name: 'rules',
      cond: ({ companyIds, userId }: Setting) => ({
        $and: [{ $or: [{ companyId: null }, { companyId: { $in: [...companyIds] } }] }, { userId }],
      }),
    },
  },
})
const WorldEntity = defineEntity({
  name: 'BenchWorld',
  tableName: 'bench_world',
  properties: (p) => ({ id: p.integer().primary(), randomNumber: p.integer().fieldName('random_number') }),
})
const FortuneEntity = defineEntity({
  name: 'BenchFortune',
  tableName: 'bench_fortune',
  properties: (p) => ({ id: p.integer().primary(), message: p.text() }),
})

async function browse(manager: EntityManager, number: number, setting: Setting): Promise<number> {
  const sales: Array<InferEntity<typeof SaleEntity>> = await manager.find(
    SaleEntity,
    { id: { $in: saleIds(number) } },
    { filters: { rules: { ...setting } } },
  )
  return checksum(
    sales.map(({ name, note, amount, quantity, partnerId: partner }) => ({ name, note, amount, quantity, partner })),
  )
}

async function readWorld(manager: EntityManager, id: number): Promise<World> {
  const { randomNumber } = await manager.findOneOrFail(WorldEntity, { id })
  return { id, randomNumber }
}

const REPEATABLE = { isolationLevel: 'repeatable read' as never }

// Each operation has a fork: nothing is remembered from one to the next.
const works: Works<EntityManager, EntityManager> = {
  opened: {
    browse: (manager, number, setting) => browse(forkOf(manager), number, setting),
    async search(manager, _number, setting) {
      const sales = await forkOf(manager).find(
        SaleEntity,
        { state: 'done' },
        { filters: { rules: { ...setting } }, fields: ['id'], orderBy: { name: 'asc', id: 'asc' }, limit: 20 },
      )
      return sales.map(({ id }) => id)
    },
    db: (manager, number) => readWorld(forkOf(manager), worldId(number)),
    async queries(manager, number) {
      const fork = forkOf(manager)
      const read = []
      for (const id of worldIds(number)) read.push(await readWorld(fork, id))
      return read
    },
    async fortunes(manager) {
      const fortunes = await forkOf(manager).find(FortuneEntity, {})
      return fortunesPage(fortunes.map(({ id, message }) => ({ id, message })))
    },
  },
  each: {
    'browse-transaction': (manager, number, setting) =>
      manager.fork().transactional((inner) => browse(inner, number, setting), REPEATABLE),
    'browse-plain': (manager, number, setting) => browse(manager.fork(), number, setting),
    async insert(manager, number, { partnerId, userId, companyIds }) {
      const now = new Date()
      const fork = manager.fork()
      const sale = fork.create(SaleEntity, {
        ...newSale(number),
        partnerId,
        userId,
        companyId: companyIds[0] as number,
        createUid: userId,
        createDate: now,
        writeUid: userId,
        writeDate: now,
      })
      await fork.persist(sale).flush()
      return sale.id > 0
    },
    updates: (manager, number) =>
      manager.fork().transactional(async (inner) => {
        const written = []
        for (const [index, id] of worldIds(number).entries()) {
          const world = await inner.findOneOrFail(WorldEntity, { id })
          world.randomNumber = randomNumber(number, index)
          written.push({ id, randomNumber: world.randomNumber })
        }
        return written
      }, REPEATABLE),
  },
}

function forkOf(manager: EntityManager): EntityManager {
  return manager.fork({ keepTransactionContext: true })
}

await servePeer(async (setting) => {
  const { searchParams: at, pathname } = new URL(setting.url)
  const orm = await MikroORM.init({
    driver: PostgreSqlDriver,
    host: at.get('host') ?? '',
    port: Number(at.get('port')),
    user: at.get('user') ?? '',
    dbName: pathname.slice(1),
    entities: [SaleEntity, WorldEntity, FortuneEntity],
  })
  return withOpenTransaction<EntityManager, EntityManager>(works, setting, {
    whole: orm.em,
    close: () => orm.close(),
    open: async () => {
      const manager = orm.em.fork()
      await manager.begin(REPEATABLE)
      return { inner: manager, end: () => manager.rollback() }
    },
  })
})
