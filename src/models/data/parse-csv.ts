import { basename } from 'node:path'
import { CsvError, parse } from 'csv-parse/sync'
import type { DataFile, RecordEntry, ValueSource } from './data-entry.ts'
import { dataFileError, type Place } from './data-file-error.ts'
import { fullXmlId } from './xml-id.ts'

/** How a column's cells are read. */
interface Column {
  readonly field: string
  readonly by: 'text' | 'xmlId' | 'id'
  /** Of a record of the one2many that it names: `book_ids/name`. */
  readonly child: Column | null
}

/** The model that a CSV file is of: `data/shop.book-extra.csv` → `shop.book`. */
export function modelOfCsv(file: string): string {
  return basename(file)
    .replace(/\.csv$/i, '')
    .split('-')[0] as string
}

/**
 * Reads a CSV file with a header: `id` is the external id, the others are fields; `author_id/id` has external ids,
 * `author_id/.id` ids, `author_id` names; several are separated by commas. An empty cell is an empty value. Columns `book_ids/name` make
 * records of a one2many, and a row with no others goes on with the record before.
 *
 * @throws {DataFileError} with the line
 */
export function parseCsv(text: string, file: DataFile): RecordEntry[] {
  const [header, ...rows] = readRows(text, file)
  if (header === undefined) return []
  const place = { file: file.file, line: header.line }
  const columns = withChildIds(header.cells.map((cell) => toColumn(cell.trim(), place)))
  checkOnce(columns, place)
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  return toEntries(modelOfCsv(file.file), columns, filled, file)
}

interface CsvRow {
  readonly cells: readonly string[]
  readonly line: number
}

interface ParsedRow {
  readonly record: readonly string[]
  /** How many bytes were read up to the row's end. */
  readonly info: { readonly bytes: number }
}

function readRows(text: string, { file }: DataFile): CsvRow[] {
  const bytes = Buffer.from(text.replace(/^\uFEFF/, ''))
  try {
    const options = { info: true, relax_column_count: true, skip_empty_lines: true } as const
    // With `info`, the parser gives more than its types say.
    const rows = parse(bytes, options) as unknown as ParsedRow[]
    const lines = new LineCounter(bytes)
    return rows.map(({ record, info }) => ({ cells: record, line: lines.startOf(info.bytes) }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = Number(error['lines'])
    throw dataFileError(
      { file, line: Number.isSafeInteger(line) ? line : 0 },
      `The CSV is broken: ${error.message}`,
      error,
    )
  }
}

/** In which line each row begins: the parser counts a line break inside quotes twice where it is CRLF. */
class LineCounter {
  readonly #bytes: Buffer
  #at = 0
  #line = 1

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** The line in which the row begins that ends before a byte; rows are asked for in order. */
  startOf(end: number): number {
    while (this.#at < end && (this.#bytes[this.#at] === 10 || this.#bytes[this.#at] === 13)) this.#step()
    const line = this.#line
    while (this.#at < end) this.#step()
    return line
  }

  #step(): void {
    const [byte, next] = [this.#bytes[this.#at], this.#bytes[this.#at + 1]]
    if (byte === 10 || (byte === 13 && next !== 10)) this.#line++
    this.#at++
  }
}

function toColumn(name: string, place: Place): Column {
  // `author_id:id` and `author_id.id` are older ways to write it.
  const path = name
    .replace(/([^/])\.id$/, '$1/.id')
    .replace(/([^/]):id$/, '$1/id')
    .split('/')
  const [field = '', part, ...others] = path
  if (field === 'id' && part === undefined) return { field, by: 'xmlId', child: null }
  if (!/^[a-z_]\w*$/i.test(field) || field === '__proto__') {
    throw dataFileError(place, `${JSON.stringify(name)} in the header is no field`)
  }
  if (part === undefined) return { field, by: 'text', child: null }
  if (others.length === 0 && (part === 'id' || part === '.id'))
    return { field, by: part === 'id' ? 'xmlId' : 'id', child: null }
  if (others.length === 0 || (others.length === 1 && /^\.?id$/.test(others[0]!)))
    return { field, by: 'text', child: toColumn([part, ...others].join('/'), place) }
  throw dataFileError(
    place,
    `Column ${name}: records inside of records are not read from CSV; give them a file of their own`,
  )
}

// Beside `book_ids/name`, `book_ids/id` is the books' own external id.
function withChildIds(columns: readonly Column[]): Column[] {
  const parents = new Set(columns.flatMap(({ field, child }) => (child === null ? [] : [field])))
  return columns.map((column) =>
    column.by === 'xmlId' && column.child === null && parents.has(column.field)
      ? { ...column, child: { field: 'id', by: 'xmlId', child: null } }
      : column,
  )
}

function checkOnce(columns: readonly Column[], place: Place): void {
  const seen = new Set<string>()
  const parents = new Set<string>()
  for (const { field, child } of columns) {
    if (child !== null) parents.add(field)
    const name = child === null ? field : `${field}/${child.field}`
    if (seen.has(name)) throw dataFileError(place, `Column ${name} is there twice`)
    seen.add(name)
  }
  for (const field of parents) if (seen.has(field)) throw dataFileError(place, `Column ${field} is there twice`)
}

/** A record, and those of its one2many fields as far as they are read. */
interface Parsed {
  readonly entry: RecordEntry
  readonly children: ReadonlyMap<string, RecordEntry[]>
}

function toEntries(model: string, columns: readonly Column[], rows: readonly CsvRow[], data: DataFile): RecordEntry[] {
  const parents = [...new Set(columns.flatMap(({ field, child }) => (child === null ? [] : [field])))]
  const parsed: Parsed[] = []
  for (const { cells, line } of rows) {
    const file = { ...data, line }
    if (cells.length !== columns.length)
      throw dataFileError(file, `The row has ${cells.length} values, the header ${columns.length}`)
    let last = parsed.at(-1)
    if (last === undefined || columns.some(({ child }, index) => child === null && cells[index]?.trim() !== '')) {
      const own = columns.map((column) => (column.child === null ? column : null))
      last = { entry: toEntry(model, own, cells, file), children: new Map(parents.map((field) => [field, []])) }
      parsed.push(last)
    }
    for (const [parent, records] of last.children) {
      const own = columns.map(({ field, child }) => (field === parent ? child : null))
      // Its model is that of the field.
      if (own.some((column, index) => column !== null && cells[index]?.trim() !== ''))
        records.push(toEntry('', own, cells, file))
    }
  }
  return parsed.map(({ entry, children }) => {
    const values = Object.assign(Object.create(null), entry.values) as Record<string, ValueSource>
    for (const [field, records] of children) values[field] = { kind: 'records', records }
    return { ...entry, values }
  })
}

/** @param columns null for what is not the record's */
function toEntry(
  model: string,
  columns: ReadonlyArray<Column | null>,
  cells: readonly string[],
  file: DataFile & Place,
): RecordEntry {
  let xmlId: string | null = null
  const values = Object.create(null) as Record<string, ValueSource>
  columns.forEach((column, index) => {
    if (column === null) return
    const { field, by } = column
    const cell = cells[index] as string
    if (field === 'id') xmlId = cell.trim() === '' ? null : fullXmlId(file.addon, cell.trim(), file)
    else values[field] = toSource(cell, by, file)
  })
  return {
    kind: 'record',
    xmlId,
    model,
    values,
    noupdate: file.noupdate,
    forcecreate: true,
    context: null,
    line: file.line,
  }
}

function toSource(cell: string, by: Column['by'], file: DataFile & Place): ValueSource {
  if (cell === '') return { kind: 'value', value: null }
  if (by === 'text') return { kind: 'names', text: cell }
  const parts = cell
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (by === 'xmlId') return { kind: 'refs', xmlIds: parts.map((part) => fullXmlId(file.addon, part, file)) }
  const ids = parts.map(Number)
  if (!ids.every((id) => Number.isSafeInteger(id) && id > 0))
    throw dataFileError(file, `${JSON.stringify(cell)} is no id`)
  return { kind: 'ids', ids }
}
