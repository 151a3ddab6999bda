import { LockError, UserError, ValidationError } from 'pergola'
import { sqlStateOf } from 'pergola/database'
import { api, fields, identifier, Model, type Values } from 'pergola/models'
import { interpolate } from '../sequences/interpolate.ts'

/** SQLSTATE of a row that somebody else has locked. */
const LOCKED = '55P03'
/** Sequences may begin below 1, and go down. */
const BOUNDS = 'minvalue -9007199254740991 maxvalue 9007199254740991'

/** Numbers for documents, one after the other. Source: odoo's `ir.sequence`. */
export class Sequence extends Model {
  static override model = 'ir.sequence'
  static override description = 'Sequence'
  static override order = 'name, id'

  name = fields.char({ required: true })
  code = fields.char({ label: 'Sequence Code', index: true })
  implementation = fields.selection(
    [
      ['standard', 'Standard'],
      ['no_gap', 'No gap'],
    ],
    {
      required: true,
      default: 'standard',
      help: 'Standard numbers never wait for each other, but one that is not used in the end is lost. Others leave no gap.',
    },
  )
  active = fields.boolean({ default: true })
  prefix = fields.char({ help: 'May have %(year)s, %(month)s, %(day)s and the like.' })
  suffix = fields.char()
  number_next = fields.integer({ label: 'Next Number', required: true, default: 1 })
  number_increment = fields.integer({ label: 'Step', required: true, default: 1 })
  padding = fields.integer({
    label: 'Sequence Size',
    required: true,
    default: 0,
    help: 'Shorter numbers begin with zeros.',
  })
  company_id = fields.many2one('res.company', { label: 'Company' })
  number_next_actual = fields.integer({
    label: 'Actual Next Number',
    compute: 'computeNextActual',
    inverse: 'setNextActual',
  })

  @api.depends('number_next', 'implementation')
  async computeNextActual() {
    for (const sequence of this) {
      sequence.number_next_actual =
        sequence.implementation === 'standard' ? await sequence.peek() : sequence.number_next
    }
  }

  async setNextActual() {
    for (const sequence of this) await sequence.write({ number_next: sequence.number_next_actual || 1 })
  }

  @api.constrains('number_increment')
  checkStep() {
    for (const sequence of this)
      if (sequence.number_increment === 0) throw new ValidationError('Step must not be zero.')
  }

  @api.constrains('padding')
  checkPadding() {
    for (const { padding } of this) {
      if (padding < 0 || padding > 64) throw new ValidationError('The size of a sequence is between 0 and 64.')
    }
  }

  override async create(values: Values | readonly Values[] = {}) {
    const made = await super.create(values)
    await made.load('implementation', 'number_next', 'number_increment')
    for (const sequence of made) if (sequence.implementation === 'standard') await sequence.createStandard()
    return made
  }

  override async write(values: Values) {
    await this.load('implementation', 'number_next', 'number_increment')
    const before = new Map([...this].map(({ id, implementation }) => [id, implementation]))
    const done = await super.write(values)
    await this.load('implementation', 'number_next', 'number_increment')
    const renumbered = 'number_next' in values || 'number_increment' in values
    for (const sequence of this) {
      const was = before.get(sequence.id)
      if (sequence.implementation === was) {
        if (was === 'standard' && renumbered) await sequence.alterStandard('number_next' in values)
      } else if (was === 'standard') {
        // What was given out last is known to the database's sequence only.
        const next = 'number_next' in values ? sequence.number_next : await sequence.peek()
        await sequence.dropStandard()
        if (next !== sequence.number_next) await sequence.write({ number_next: next })
      } else await sequence.createStandard()
    }
    return done
  }

  override async unlink() {
    for (const sequence of this) await sequence.dropStandard()
    return super.unlink()
  }

  /**
   * The next number of the sequence with a code; the current company's own comes before one of no company.
   * Source: odoo `IrSequence.next_by_code`.
   *
   * @returns null where there is no such sequence
   * @throws {LockError} where a sequence without gaps is being used by somebody else
   */
  @api.model
  async nextByCode(code: string, date: Date = new Date()): Promise<string | null> {
    const { env } = this
    await env.registry.access.check(env, 'ir.sequence', 'read')
    await env.ready()
    const company = env.company.ids[0] ?? 0
    const found = await this.sudo().search(
      [['code', '=', code], '|', ['company_id', '=', company], ['company_id', '=', false]],
      { order: 'company_id, id', limit: 1 },
    )
    return found.length === 0 ? null : found.nextNumber(date)
  }

  /** The sequence's next number. Source: odoo `IrSequence.next_by_id`. @throws {LockError} as `nextByCode` */
  async nextById(date: Date = new Date()): Promise<string> {
    await this.env.registry.access.check(this.env, 'ir.sequence', 'read')
    return this.ensureOne().sudo().nextNumber(date)
  }

  /** @internal */
  async nextNumber(date: Date): Promise<string> {
    await this.load('implementation', 'prefix', 'suffix', 'padding', 'number_increment', 'name')
    const number = this.implementation === 'standard' ? await this.nextStandard() : await this.nextWithoutGap()
    const zone = this.env.tz ?? 'UTC'
    try {
      const [prefix, suffix] = [this.prefix, this.suffix].map((text) => interpolate(text ?? '', date, zone))
      return `${prefix}${String(number).padStart(this.padding, '0')}${suffix}`
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      throw new UserError(`Invalid prefix or suffix for sequence “${this.name}”`, { cause: error })
    }
  }

  /** @internal */
  async nextStandard(): Promise<number> {
    const { rows } = await this.env.cr.query<{ number: number }>('select nextval($1::regclass)::float8 as number', [
      this.standardName,
    ])
    return rows[0]?.number ?? 0
  }

  /** @internal */
  async nextWithoutGap(): Promise<number> {
    const { cr } = this.env
    await this.env.flush()
    try {
      const locked = 'select number_next from ir_sequence where id = $1 for update nowait'
      const { rows } = await cr.savepoint(() => cr.query<{ number_next: number }>(locked, [this.id]))
      const number = rows[0]?.number_next ?? 0
      await cr.query('update ir_sequence set number_next = number_next + number_increment where id = $1', [this.id])
      this.env.transaction.invalidate('ir.sequence', this.ids, ['number_next', 'number_next_actual'])
      return number
    } catch (error) {
      if (sqlStateOf(error) !== LOCKED) throw error
      throw new LockError('Another transaction takes a number of the same sequence.', { cause: error })
    }
  }

  /** What `nextval` would give, without taking it. @internal */
  async peek(): Promise<number> {
    const { compiled } = this.standard
    const { rows } = await this.env.cr.query<{ next: number }>(
      `select (case when s.is_called then s.last_value + p.increment_by else s.last_value end)::float8 as next
       from ${compiled} s, pg_sequences p where p.sequencename = $1 and p.schemaname = any(current_schemas(false))`,
      [this.standardName],
    )
    return rows[0]?.next ?? 1
  }

  /** The name of the database's own sequence, as in Odoo. @internal */
  get standardName(): string {
    return `ir_sequence_${String(this.ensureOne().ids[0]).padStart(3, '0')}`
  }

  /** @internal */
  get standard(): { compiled: string } {
    return { compiled: identifier(this.standardName).compile().text }
  }

  /** @internal */
  async createStandard(): Promise<void> {
    const { number_increment: step, number_next: start } = this
    if (step === 0) throw new ValidationError('Step must not be zero.')
    await this.env.cr.query(
      `create sequence ${this.standard.compiled} increment by ${whole(step)} ${BOUNDS} start with ${whole(start)}`,
    )
  }

  /** @internal */
  async alterStandard(restart: boolean): Promise<void> {
    const { number_increment: step, number_next: next } = this
    const restarting = restart ? ` restart with ${whole(next)}` : ''
    await this.env.cr.query(`alter sequence ${this.standard.compiled} increment by ${whole(step)}${restarting}`)
  }

  /** @internal */
  async dropStandard(): Promise<void> {
    await this.env.cr.query(`drop sequence if exists ${this.standard.compiled} restrict`)
  }
}

// These statements take no parameters.
function whole(number: number): string {
  if (!Number.isSafeInteger(number)) throw new ValidationError('The numbers of a sequence are whole numbers.')
  return String(number)
}

export interface SequenceRecord extends Sequence {}
declare module 'pergola/models' {
  interface Models {
    'ir.sequence': SequenceRecord
  }
}
