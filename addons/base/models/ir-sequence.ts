import { UserError, ValidationError } from 'pergola'
import { api, fields, Model, type RecordsOf, type Values } from 'pergola/models'
import { checkStep, nextWithoutGap, StandardCounter } from '../sequences/counter.ts'
import { interpolate, partsOf, type Parts } from '../sequences/interpolate.ts'

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
  use_date_range = fields.boolean({
    label: 'Use subsequences per date_range',
    help: 'Each range of dates has numbers of its own; for a date without a range, one is made: its year, or what others leave of it.',
  })
  date_range_ids = fields.one2many('ir.sequence.date_range', 'sequence_id', { label: 'Subsequences' })
  number_next_actual = fields.integer({
    label: 'Actual Next Number',
    compute: 'computeNextActual',
    inverse: 'setNextActual',
  })

  @api.depends('number_next', 'implementation')
  async computeNextActual() {
    for (const sequence of this) {
      const isStandard = sequence.implementation === 'standard'
      sequence.number_next_actual = isStandard ? await sequence.standard.peek() : sequence.number_next
    }
  }

  async setNextActual() {
    for (const sequence of this) await sequence.write({ number_next: sequence.number_next_actual || 1 })
  }

  @api.constrains('number_increment')
  checkIncrement() {
    for (const sequence of this) checkStep(sequence.number_increment)
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
    for (const sequence of made) {
      if (sequence.implementation === 'standard')
        await sequence.standard.create(sequence.number_increment, sequence.number_next)
    }
    return made
  }

  override async write(values: Values) {
    await this.load('implementation', 'number_next', 'number_increment')
    const before = new Map([...this].map(({ id, implementation }) => [id, implementation]))
    const done = await super.write(values)
    await this.load('implementation', 'number_next', 'number_increment')
    for (const sequence of this) {
      const was = before.get(sequence.id)
      if (sequence.implementation !== was) await sequence.changeKind(was === 'standard', 'number_next' in values)
      else if (was === 'standard') await sequence.renumber(values)
    }
    return done
  }

  override async unlink() {
    await this.load('date_range_ids')
    await this.date_range_ids.unlink()
    for (const sequence of this) await sequence.standard.drop()
    return super.unlink()
  }

  /**
   * The next number of the sequence with a code; the current company's own comes before one of no company.
   * Source: odoo `IrSequence.next_by_code`.
   *
   * @param date what the number is for: a moment, or a day (`'2026-03-04'`). Default: `ir_sequence_date` of the context, else now
   * @returns null where there is no such sequence
   * @throws {LockError} where a sequence without gaps is being used by somebody else
   */
  @api.model
  async nextByCode(code: string, date?: Date | string): Promise<string | null> {
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
  async nextById(date?: Date | string): Promise<string> {
    await this.env.registry.access.check(this.env, 'ir.sequence', 'read')
    return this.ensureOne().sudo().nextNumber(date)
  }

  /** @internal */
  async nextNumber(date?: Date | string): Promise<string> {
    await this.load('implementation', 'prefix', 'suffix', 'padding', 'number_increment', 'name', 'use_date_range')
    const zone = this.env.tz ?? 'UTC'
    // Over RPC, what is not given may be false.
    const parts = partsOf(date || (this.env.context['ir_sequence_date'] as string | undefined) || new Date(), zone)
    const range = this.use_date_range ? await this.rangeOf(parts) : null
    const number = await (range === null ? this.nextOwn() : range.nextNumber())
    const moments = {
      date: parts,
      range: range === null ? parts : partsOf(range.date_from, zone),
      current: partsOf(new Date(), zone),
    }
    try {
      const [prefix, suffix] = [this.prefix, this.suffix].map((text) => interpolate(text ?? '', moments))
      const sign = number < 0 ? '-' : ''
      return `${prefix}${sign}${String(Math.abs(number)).padStart(this.padding - sign.length, '0')}${suffix}`
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      throw new UserError(`Invalid prefix or suffix for sequence “${this.name}”`, { cause: error })
    }
  }

  /** A number of the sequence itself. @internal */
  async nextOwn(): Promise<number> {
    if (this.implementation !== 'standard') return nextWithoutGap(this, this.number_increment)
    this.env.transaction.invalidate('ir.sequence', this.ids, ['number_next_actual'])
    return this.standard.next()
  }

  /** The range that a day is in, which is made where there is none. Source: odoo `_create_date_range_seq`. @internal */
  async rangeOf({ year, month, day }: Parts): Promise<RecordsOf<'ir.sequence.date_range'>> {
    const date = `${year}-${month}-${day}`
    const ranges = this.env['ir.sequence.date_range']
    const own = ['sequence_id', '=', this.id] as const
    const found = await ranges.search([own, ['date_from', '<=', date], ['date_to', '>=', date]], { limit: 1 })
    if (found.length > 0) return found.load('date_from')
    // Two that need a range at once would make it twice: the second waits here, and is tried again when the first has made it.
    await this.env.cr.query('update ir_sequence set id = id where id = $1', [this.id])
    const [first, last] = [`${year}-01-01`, `${year}-12-31`]
    const next = await ranges.search([own, ['date_from', '>', date], ['date_from', '<=', last]], {
      order: 'date_from',
      limit: 1,
    })
    const previous = await ranges.search([own, ['date_to', '<', date], ['date_to', '>=', first]], {
      order: 'date_to desc',
      limit: 1,
    })
    await next.load('date_from')
    await previous.load('date_to')
    return ranges.create({
      sequence_id: this.id,
      date_from: previous.length === 0 ? first : dayAfter(previous.date_to, 1),
      date_to: next.length === 0 ? last : dayAfter(next.date_from, -1),
    })
  }

  /** The name of the database's own sequence, as in Odoo. @internal */
  get standardName(): string {
    return `ir_sequence_${String(this.ensureOne().ids[0]).padStart(3, '0')}`
  }

  /** @internal */
  get standard(): StandardCounter {
    return new StandardCounter(this.env.cr, this.standardName)
  }

  /** What was written of a standard sequence becomes the database's. @internal */
  async renumber(values: Values): Promise<void> {
    const restart = 'number_next' in values
    if (!restart && !('number_increment' in values)) return
    await this.standard.alter(this.number_increment, restart ? this.number_next : null)
    if (!('number_increment' in values)) return
    await this.load('date_range_ids')
    for (const range of this.date_range_ids) await range.load('sequence_id.number_increment')
    for (const range of this.date_range_ids) await range.alterStandard(false)
  }

  /** Goes on where the other kind was, with its ranges. @internal */
  async changeKind(wasStandard: boolean, isRenumbered: boolean): Promise<void> {
    await this.load('date_range_ids.number_next')
    const ranges = this.date_range_ids
    await ranges.load('sequence_id.number_increment')
    if (!wasStandard) {
      await this.standard.create(this.number_increment, this.number_next)
      for (const range of ranges) await range.createStandard()
      return
    }
    // What was given out last is known to the database's sequences only.
    for (const each of [this, ...ranges]) {
      const next = each === this && isRenumbered ? this.number_next : await each.standard.peek()
      await each.standard.drop()
      if (next !== each.number_next) await each.write({ number_next: next })
    }
  }
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

export interface SequenceRecord extends Sequence {}
declare module 'pergola/models' {
  interface Models {
    'ir.sequence': SequenceRecord
  }
}
