// Archived records in paths, where a search and `filteredDomain` say the same of them, and in what follows from them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openModelRoom, type ModelRoom } from '../../test/support/model-room.ts'
import type { Domain } from './domain/domain.ts'
import { domainPaths } from './domain/domain-paths.ts'
import { api } from './api.ts'
import { fields } from './fields.ts'
import { Model } from './model.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- values of fields
type Loose = any

class House extends Model {
  static override model = 't.house'
  name = fields.char()
  active = fields.boolean({ default: true })
  owner_id = fields.many2one('t.house')
  room_ids = fields.one2many('t.room', 'house_id')
  seen_room_ids = fields.one2many('t.room', 'house_id', { context: { active_test: false } })
  large_room_ids = fields.one2many('t.room', 'house_id', { domain: [['size', '>', 20]] })
  rooms = fields.integer({ compute: 'computeRooms', store: true })
  large_rooms = fields.integer({ compute: 'computeLargeRooms', store: true })
  room_names = fields.char({ compute: 'computeRoomNames' })
  room_name = fields.char({ related: 'room_ids.name' })
  seen_room_name = fields.char({ related: 'seen_room_ids.name' })

  @api.depends('room_ids')
  computeRooms(): void {
    for (const house of this as Iterable<Loose>) house.rooms = house.room_ids.length
  }
  @api.depends('large_room_ids')
  computeLargeRooms(): void {
    for (const house of this as Iterable<Loose>) house.large_rooms = house.large_room_ids.length
  }
  @api.depends('room_ids.name')
  computeRoomNames(): void {
    for (const house of this as Iterable<Loose>) house.room_names = house.room_ids.mapped('name').join()
  }
}

class Room extends Model {
  static override model = 't.room'
  name = fields.char()
  active = fields.boolean({ default: true })
  width = fields.float()
  size = fields.float({ compute: 'computeSize', store: true })
  house_id = fields.many2one('t.house')

  @api.depends('width')
  computeSize(): void {
    for (const each of this) each.size = each.width * 5
  }
}

let room: ModelRoom
before(async () => {
  room = await openModelRoom([House, Room])
})
after(() => room[Symbol.asyncDispose]())

test('archived records count through a many2one, and not in the x2many after it', () =>
  room.withEnv(async (env) => {
    const House = env.records('t.house') as Loose
    const [old, small] = (
      await House.create([
        {
          name: 'old',
          active: false,
          room_ids: [
            [0, 0, { name: 'hall' }],
            [0, 0, { name: 'attic', active: false }],
          ],
        },
        { name: 'small', room_ids: [[0, 0, { name: 'cell', active: false }]] },
      ])
    ).ids
    const [a, b] = (await House.create([{ owner_id: old }, { owner_id: small }])).ids
    const found = async (condition: Loose, houses = House): Promise<unknown> => {
      const domain = [condition, ['id', 'in', [a, b]]] as unknown as Domain
      const all = houses.browse([a, b])
      await all.load(...domainPaths(houses.env, all.definition, domain))
      const ids = (await houses.search(domain, { order: 'id' })).ids
      assert.deepEqual(all.filteredDomain(domain).ids, ids, JSON.stringify(domain))
      return ids
    }
    const everything = House.withContext({ active_test: false })
    assert.deepEqual(await found(['owner_id.name', '=', 'old']), [a])
    assert.deepEqual(await found(['owner_id.room_ids.name', '=', 'hall']), [a])
    assert.deepEqual(await found(['owner_id.room_ids.name', '=', 'attic']), [])
    assert.deepEqual(await found(['owner_id.room_ids.name', '=', 'attic'], everything), [a])
    assert.deepEqual(await found(['owner_id.room_ids', '=', false]), [b])
    assert.deepEqual(await found(['owner_id.room_ids', 'any', [['name', '!=', 'x']]]), [a])
    assert.deepEqual(await found(['owner_id.room_ids.house_id.name', '=', 'old']), [a])
    assert.deepEqual(await found(['owner_id.seen_room_ids.name', 'in', ['attic', 'cell']]), [a, b])
    // The context of a field counts for its own records, and not for those that these lead to.
    assert.deepEqual(await found(['owner_id.seen_room_ids.house_id.room_ids.name', '=', 'attic']), [])
    assert.deepEqual(await found(['owner_id.room_name', '=', 'attic']), [])
    assert.deepEqual(await found(['owner_id.seen_room_name', '=', 'cell']), [b])
    assert.deepEqual(await found(['owner_id.room_name', '=', 'cell'], everything), [b])
  }))

test('what follows from a set of records follows from what leaves it, and comes into it', () =>
  room.withEnv(async (env) => {
    const House = env.records('t.house') as Loose
    const house = await House.create({
      room_ids: [
        [0, 0, { name: 'hall', width: 10 }],
        [0, 0, { name: 'cell', width: 1 }],
        [0, 0, { name: 'attic', width: 10, active: false }],
      ],
    })
    const [hall, cell, attic] = [
      ...(await env.records('t.room').withContext({ active_test: false }).search([], { order: 'id' })),
    ] as Loose[]
    const counts = async (): Promise<unknown> => {
      await house.load('rooms', 'large_rooms', 'room_names')
      return [house.rooms, house.large_rooms, house.room_names]
    }
    assert.deepEqual(await counts(), [2, 1, 'hall,cell'])
    await cell.write({ width: 5 })
    assert.deepEqual(await counts(), [2, 2, 'hall,cell'])
    await hall.write({ width: 2 })
    assert.deepEqual(await counts(), [2, 1, 'hall,cell'])
    await attic.withContext({ active_test: false }).write({ active: true })
    assert.deepEqual(await counts(), [3, 2, 'hall,cell,attic'])
    await cell.write({ active: false })
    assert.deepEqual(await counts(), [2, 1, 'hall,attic'])
    await attic.unlink()
    assert.deepEqual(await counts(), [1, 0, 'hall'])
  }))
