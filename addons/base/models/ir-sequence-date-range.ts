import { ValidationError } from 'pergola'
import { api, fields, Model, type Values } from 'pergola/models'
import { nextWithoutGap, StandardCounter } from '../sequences/counter.ts'

/** The numbers that a sequence gives for the days of a range. Source: odoo's `ir.sequence.date_range`. */
export class SequenceDateRange extends Model {
  static override model = 'ir.sequence.date_range'
  static override description = 'Sequence Date Range'
  static override recName = 'sequence_id'
  static override sqlConstraints = [
    [
      'unique_range_per_sequence',
      'unique (sequence_id, date_from, date_to)',
      'You cannot create two date ranges for the same sequence with the same date range.',
    ],
  ] as const

  date_from = fields.date({ label: 'From', required: true })
  date_to = fields.date({ label: 'To', required: true, help: 'The last day.' })
  sequence_id = fields.many2one('ir.sequence', { label: 'Main Sequence', required: true, ondelete: 'cascade' })
  number_next = fields.integer({ label: 'Next Number', required: true, default: 1 })
  number_next_actual = fields.integer({
    label: 'Actual Next Number',
    compute: 'computeNextActual',
    inverse: 'setNextActual',
  })

  @api.depends('number_next', 'sequence_id.implementation')
  async computeNextActual() {
    for (const range of this) {
      const isStandard = range.sequence_id.implementation === 'standard'
      range.number_next_actual = isStandard ? await range.standard.peek() : range.number_next
    }
  }

  async setNextActual() {
    for (const range of this) await range.write({ number_next: range.number_next_actual || 1 })
  }

  @api.constrains('date_from', 'date_to')
  checkDates() {
    for (const { date_from: from, date_to: to } of this)
      if (to < from) throw new ValidationError('A range of dates does not end before it begins.')
  }

  override async create(values: Values | readonly Values[] = {}) {
    const made = await super.create(values)
    await made.load('number_next', 'sequence_id.implementation', 'sequence_id.number_increment')
    for (const range of made) if (range.sequence_id.implementation === 'standard') await range.createStandard()
    return made
  }

  override async write(values: Values) {
    const done = await super.write(values)
    if ('number_next' in values) {
      await this.load('number_next', 'sequence_id.implementation', 'sequence_id.number_increment')
      for (const range of this) if (range.sequence_id.implementation === 'standard') await range.alterStandard(true)
    }
    return done
  }

  override async unlink() {
    await this.load('sequence_id')
    for (const range of this) await range.standard.drop()
    return super.unlink()
  }

  /** The next number. @internal */
  async nextNumber(): Promise<number> {
    await this.load('sequence_id.implementation', 'sequence_id.number_increment')
    const { implementation, number_increment: step } = this.sequence_id
    if (implementation !== 'standard') return nextWithoutGap(this, step)
    this.env.transaction.invalidate('ir.sequence.date_range', this.ids, ['number_next_actual'])
    return this.standard.next()
  }

  /** The database's own sequence, called as in Odoo. @internal */
  get standard(): StandardCounter {
    const name = [this.sequence_id.id, this.ensureOne().id].map((id) => String(id).padStart(3, '0')).join('_')
    return new StandardCounter(this.env.cr, `ir_sequence_${name}`)
  }

  /** @internal */
  async createStandard(): Promise<void> {
    await this.standard.create(this.sequence_id.number_increment, this.number_next)
  }

  /** @internal */
  async alterStandard(restart: boolean): Promise<void> {
    await this.standard.alter(this.sequence_id.number_increment, restart ? this.number_next : null)
  }
}

export interface SequenceDateRangeRecord extends SequenceDateRange {}
declare module 'pergola/models' {
  interface Models {
    'ir.sequence.date_range': SequenceDateRangeRecord
  }
}
