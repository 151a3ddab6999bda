import type { Generator } from './generate.ts'
import type { Operation } from './operation.ts'

/** An element with `t-out` whose tags are plain text: nothing of it is printed when the value is null or false. */
interface Cell {
  readonly operation: Extract<Operation, { op: 'out' }>
  readonly start: string
  readonly end: string
}

/** Cells with the text before each of them. */
export type Run = readonly { readonly before: string; readonly cell: Cell }[]

const LONGEST = 16

/** The cells one after another at an index, with nothing but text between; null when there are not at least two. */
export function runAt(operations: readonly Operation[], index: number): { run: Run; next: number } | null {
  const run: { before: string; cell: Cell }[] = []
  let next = index
  for (let at = index; run.length < LONGEST; at++) {
    const operation = operations[at]
    const before = operation?.op === 'text' && run.length > 0 ? operation.text : ''
    const cell = cellOf(before === '' ? operation : operations[++at])
    if (cell === null) break
    run.push({ before, cell })
    next = at + 1
  }
  return run.length < 2 ? null : { run, next }
}

/** An operation as a cell, if it is one. */
export function cellOf(operation: Operation | undefined): Cell | null {
  if (operation?.op !== 'out' || operation.fallback !== null) return null
  const [start, end] = [operation.open[0], operation.close[0]]
  if (operation.open.length !== 1 || operation.close.length !== 1) return null
  return start?.op === 'text' && end?.op === 'text' ? { operation, start: start.text, end: end.text } : null
}

/**
 * Writes a run of cells. Nearly always all have a value: then the end tag of one, the text, and the start tag of the next
 * are one string. Fewer and longer pieces are what makes joining strings fast.
 */
export function generateRun(generator: Generator, run: Run): void {
  const { js } = generator
  const values = run.map(() => generator.fresh('t'))
  values.forEach((value) => js.declare(value))
  const assigned = run.map(({ cell: { operation } }, index) => {
    return generator.at(operation.spot, `${values[index]} = ${generator.output(operation.output)}`)
  })
  const present = values.map((value) => `${value} != null && ${value} !== false`)
  const chosen = `${present.join(' && ')} ? ${together(generator, run, values)} : ${apart(generator, run, values)}`
  js.print(`(${assigned.join(', ')}, ${chosen})`)
}

function together(generator: Generator, run: Run, values: readonly string[]): string {
  const codes: string[] = []
  let text = ''
  run.forEach(({ before, cell }, index) => {
    codes.push(JSON.stringify(text + before + cell.start), printCode(generator, cell, values[index] ?? ''))
    text = cell.end
  })
  return [...codes, JSON.stringify(text)].join(' + ')
}

function apart(generator: Generator, run: Run, values: readonly string[]): string {
  return run
    .map(({ before, cell }, index) => {
      const value = values[index] ?? ''
      const print = printCode(generator, cell, value)
      const text = `${JSON.stringify(cell.start)} + ${print} + ${JSON.stringify(cell.end)}`
      return `${before === '' ? '' : `${JSON.stringify(before)} + `}(${value} == null || ${value} === false ? '' : ${text})`
    })
    .join(' + ')
}

function printCode(generator: Generator, { operation }: Cell, value: string): string {
  return generator.at(operation.spot, `${operation.output.kind === 'raw' ? 'printedRaw' : 'printed'}(${value})`)
}
