import assert from 'node:assert/strict'
import { test as plainTest } from 'node:test'
import { AccessError, UserError, ValidationError } from 'pergola'
import { interpolate as put, partsOf } from '../sequences/interpolate.ts'
import { makeUser, withBase } from './support.ts'

const test = withBase()

test('numbers follow each other, with prefix, suffix and zeros', async (env) => {
  const sequences = env['ir.sequence']
  await sequences.create({ name: 'Orders', code: 'shop.order', prefix: 'SO/%(year)s/', suffix: '-X', padding: 5 })
  const date = new Date('2026-03-04T12:00:00Z')
  assert.equal(await sequences.nextByCode('shop.order', date), 'SO/2026/00001-X')
  assert.equal(await sequences.nextByCode('shop.order', date), 'SO/2026/00002-X')
  // What is not given is false over RPC.
  const last = await sequences.withContext({ ir_sequence_date: false }).nextByCode('shop.order', false as never)
  assert.match(last!, /00003-X$/)
  assert.equal(await sequences.nextByCode('nobody'), null)
})

test('both kinds begin where they are told and go in steps', async (env) => {
  for (const implementation of ['standard', 'no_gap']) {
    const sequence = await env['ir.sequence'].create({
      name: 'x',
      implementation,
      number_next: 10,
      number_increment: 5,
    })
    const numbers = [await sequence.nextById(), await sequence.nextById()]
    assert.deepEqual(numbers, ['10', '15'])
    assert.equal((await sequence.load('number_next_actual')).number_next_actual, 20)
    await sequence.write({ number_next: 100 })
    assert.equal(await sequence.nextById(), '100')
    await sequence.write({ number_increment: 1 })
    assert.equal(await sequence.nextById(), implementation === 'standard' ? '101' : '105')
    await sequence.write({ number_next_actual: 7 })
    assert.equal(await sequence.nextById(), '7')
  }
})

test('a sequence, or a range of one, may be made with the number that comes next', async (env) => {
  for (const implementation of ['standard', 'no_gap']) {
    const sequence = await env['ir.sequence'].create({ name: 'x', implementation, number_next_actual: 7 })
    assert.equal(await sequence.nextById(), '7')
    assert.equal((await sequence.load('number_next_actual')).number_next_actual, 8)
    assert.equal(await sequence.nextById(), '8')
    assert.equal((await sequence.load('number_next_actual')).number_next_actual, 9)
    const ranged = await env['ir.sequence'].create({
      name: 'y',
      implementation,
      use_date_range: true,
      date_range_ids: [[0, 0, { date_from: '2020-01-01', date_to: '2020-12-31', number_next_actual: 50 }]],
    })
    assert.equal(await ranged.nextById('2020-05-05'), '50')
    const { date_range_ids: range } = await ranged.load('date_range_ids.number_next_actual')
    assert.equal(range.number_next_actual, 51)
    assert.equal(await ranged.nextById('2020-05-05'), '51')
    assert.equal((await range.load('number_next_actual')).number_next_actual, 52)
  }
})

test('a sequence goes on where it was when its kind changes', async (env) => {
  const sequence = await env['ir.sequence'].create({ name: 'x' })
  assert.deepEqual([await sequence.nextById(), await sequence.nextById()], ['1', '2'])
  await sequence.write({ implementation: 'no_gap' })
  assert.equal(await sequence.nextById(), '3')
  await sequence.write({ implementation: 'standard' })
  assert.equal(await sequence.nextById(), '4')
})

test('a sequence of the company comes before one of none', async (env) => {
  const company = (await env.ref('base.main_company')).ids[0]
  await env['ir.sequence'].create({ name: 'all', code: 'x', prefix: 'all' })
  await env['ir.sequence'].create({ name: 'own', code: 'x', prefix: 'own', company_id: company })
  const other = await env['res.company'].create({ name: 'Other' })
  await env['ir.sequence'].create({ name: 'other', code: 'x', prefix: 'other', company_id: other.id })
  const own = await makeUser(env, 'ada')
  assert.equal(await own['ir.sequence'].nextByCode('x'), 'own1')
  assert.deepEqual((await own['ir.sequence'].search([['name', '=', 'other']])).ids, [])
})

test('what is deleted leaves nothing behind', async (env) => {
  const sequence = await env['ir.sequence'].create({ name: 'x' })
  const name = sequence.standardName
  const there = async (): Promise<boolean> =>
    (await env.cr.query<{ there: boolean }>('select to_regclass($1) is not null as there', [name])).rows[0]?.there ===
    true
  assert.equal(await there(), true)
  await sequence.unlink()
  assert.equal(await there(), false)
})

test('a step is not zero, and a prefix names what there is', async (env) => {
  const make = (values: object): Promise<{ nextById(): Promise<string> }> =>
    env.cr.savepoint(() => env['ir.sequence'].create({ name: 'x', ...values }))
  await assert.rejects(make({ number_increment: 0 }), ValidationError)
  await assert.rejects(make({ padding: -1 }), ValidationError)
  await assert.rejects((await make({ prefix: '%(nonsense)s' })).nextById(), UserError)
  assert.equal(await (await make({ number_increment: -1, number_next: 3 })).nextById(), '3')
  assert.equal(await (await make({ number_next: -5, padding: 4 })).nextById(), '-005')
})

test('users take numbers, and make no sequences', async (env) => {
  const own = await makeUser(env, 'ada')
  const portal = await makeUser(env, 'eve', ['group_portal'])
  const sequence = await env['ir.sequence'].create({ name: 'x', code: 'x' })
  assert.equal(await own['ir.sequence'].browse(sequence.id).nextById(), '1')
  await assert.rejects(own['ir.sequence'].create({ name: 'y' }), AccessError)
  await assert.rejects(sequence.withEnv(own).write({ number_next: 9 }), AccessError)
  await assert.rejects(portal['ir.sequence'].nextByCode('x'), AccessError)
})

test('each range of dates has numbers of its own, and one is made where there is none', async (env) => {
  for (const implementation of ['standard', 'no_gap']) {
    const sequence = await env['ir.sequence'].create({
      name: 'x',
      code: implementation,
      implementation,
      use_date_range: true,
      prefix: '%(range_year)s-%(range_month)s/%(year)s-%(month)s/',
      padding: 3,
    })
    const next = (date: string | Date): Promise<string | null> => env['ir.sequence'].nextByCode(implementation, date)
    const ranges = async (): Promise<unknown[]> => {
      const found = await env['ir.sequence.date_range'].search([['sequence_id', '=', sequence.id]], {
        order: 'date_from',
      })
      await found.load('date_from', 'date_to', 'number_next_actual')
      return [...found].map((range) => [range.date_from, range.date_to, range.number_next_actual])
    }
    assert.equal(await next('2025-03-04'), '2025-01/2025-03/001')
    assert.equal(await next(new Date('2025-12-31T23:59:59Z')), '2025-01/2025-12/002')
    assert.equal(await next('2026-01-01 00:00:00'), '2026-01/2026-01/001')
    assert.deepEqual(await ranges(), [
      ['2025-01-01', '2025-12-31', 3],
      ['2026-01-01', '2026-12-31', 2],
    ])
    const [first] = await env['ir.sequence.date_range'].search([['sequence_id', '=', sequence.id]], {
      order: 'date_from',
    })
    await first!.write({ date_from: '2025-03-01', date_to: '2025-06-30' })
    assert.equal(await next('2025-02-28'), '2025-01/2025-02/001')
    assert.equal(await next('2025-07-01'), '2025-07/2025-07/001')
    assert.equal(await next('2025-06-30'), '2025-03/2025-06/003')
    await first!.write({ number_next_actual: 40 })
    await sequence.write({ number_increment: 5 })
    assert.equal(await next('2025-04-01'), '2025-03/2025-04/040')
    assert.equal(await next('2025-04-01'), '2025-03/2025-04/045')
    // It goes on where it was when its kind changes.
    await sequence.write({ implementation: implementation === 'standard' ? 'no_gap' : 'standard' })
    assert.equal(await next('2025-04-01'), '2025-03/2025-04/050')
    assert.equal(await sequence.withContext({ ir_sequence_date: '2025-04-02' }).nextById(), '2025-03/2025-04/055')
    assert.deepEqual((await ranges()).length, 4)
    await assert.rejects(next('yesterday'), ValidationError)
    await assert.rejects(sequence.withContext({ ir_sequence_date: 5 }).nextById(), ValidationError)
    await assert.rejects(
      env.cr.savepoint(() => first!.write({ date_to: '2024-01-01' })),
      ValidationError,
    )
    const own = await makeUser(env, `ada-${implementation}`)
    assert.equal(await own['ir.sequence'].nextByCode(implementation, '2031-01-01'), '2031-01/2031-01/001')
    await assert.rejects(own['ir.sequence.date_range'].browse(first!.id).write({ number_next: 1 }), AccessError)
    await sequence.unlink()
    const { rows } = await env.cr.query(`select 1 from pg_sequences where sequencename like $1`, [
      `ir\\_sequence\\_${String(sequence.id).padStart(3, '0')}%`,
    ])
    assert.deepEqual(rows, [])
  }
})

test('the day of a range is that of the user’s clock', async (env) => {
  const sequence = await env['ir.sequence'].create({ name: 'x', use_date_range: true, prefix: '%(range_y)s/' })
  const auckland = sequence.withContext({ tz: 'Pacific/Auckland' })
  assert.equal(await auckland.nextById(new Date('2025-12-31T20:00:00Z')), '26/1')
  assert.equal(await auckland.nextById('2025-12-31'), '25/1')
  assert.equal(await sequence.nextById(new Date('2025-12-31T20:00:00Z')), '25/2')
})

function interpolate(text: string, date: Date, zone: string): string {
  const parts = partsOf(date, zone)
  return put(text, { date: parts, range: parts, current: partsOf(new Date(), zone) })
}

plainTest('parts of a moment', () => {
  const moment = new Date('2024-12-31T23:30:05Z')
  assert.equal(
    interpolate(
      '%(year)s %(y)s %(month)s %(day)s %(doy)s %(woy)s %(weekday)s %(h24)s %(h12)s %(min)s %(sec)s 5%%',
      moment,
      'UTC',
    ),
    '2024 24 12 31 366 53 2 23 11 30 05 5%',
  )
  assert.equal(interpolate('%(year)s-%(month)s-%(day)s %(doy)s %(h24)s', moment, 'Europe/Berlin'), '2025-01-01 001 00')
  const weeks = ['2024-12-29', '2024-12-31', '2027-01-01'].map((day) =>
    interpolate('%(isoyear)s-%(isoy)s-%(isoweek)s', new Date(day), 'UTC'),
  )
  assert.deepEqual(weeks, ['2024-24-52', '2025-25-01', '2026-26-53'])
  assert.equal(interpolate('%(range_year)s', moment, 'UTC'), '2024')
  assert.equal(interpolate('%(current_year)s', moment, 'UTC'), String(new Date().getUTCFullYear()))
  for (const wrong of ['%', '100%!', '%(x)s', '%(__proto__)s', '%(constructor)s', '%s']) {
    assert.throws(() => interpolate(wrong, moment, 'UTC'), RangeError)
  }
})
