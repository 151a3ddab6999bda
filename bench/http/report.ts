import { markdownTable } from '../lib/markdown-table.ts'
import { geometricMean, median } from '../lib/statistics.ts'
import { BASELINE, OWN, RIVAL } from './contestants.ts'
import type { CaseResult, Series } from './measure.ts'

const BAR_TO_RIVAL = 1
const BAR_TO_BASELINE = 0.93

/** The results as Markdown, with the bars and whether they are met. */
export function report(results: readonly CaseResult[]): string {
  const names = results[0]?.series.map(({ contestant }) => contestant) ?? []
  const parts = [
    'Requests per second, the median of all rounds:',
    markdownTable(
      ['case', ...names],
      results.map((each) => [each.title, ...each.series.map((one) => median(one.requestsPerSecond).toFixed(0))]),
    ),
    'Processor time of the server for one request, in microseconds, the median of all rounds:',
    markdownTable(
      ['case', ...names],
      results.map((each) => [each.title, ...each.series.map((one) => median(one.microsecondsPerRequest).toFixed(1))]),
    ),
  ]
  for (const other of [RIVAL, BASELINE].filter((name) => names.includes(name))) {
    parts.push(`Requests per second by those of ${other} in the same round, the median of all rounds:`)
    parts.push(ratioTable(results, names, (each, name) => ratioOf(each, name, other)))
  }
  if (names.includes(BASELINE)) {
    parts.push(`Processor time of ${BASELINE} for one request by that of each, in the same round:`)
    parts.push(ratioTable(results, names, (each, name) => processorRatioOf(each, name, BASELINE)))
  }
  const failed = results.flatMap(({ series }) => series).reduce((sum, { errors }) => sum + errors, 0)
  parts.push(`Errors and answers of another status than 2xx: ${failed}`)
  if (names.includes(OWN)) parts.push(...bars(results, names))
  return parts.join('\n\n')
}

/** Each round's ratio is its own: what slows the machine for a while slows both sides of it. */
function ratioOf(result: CaseResult, name: string, other: string): number {
  return medianRatio(seriesOf(result, name)?.requestsPerSecond, seriesOf(result, other)?.requestsPerSecond)
}

function processorRatioOf(result: CaseResult, name: string, other: string): number {
  return medianRatio(seriesOf(result, other)?.microsecondsPerRequest, seriesOf(result, name)?.microsecondsPerRequest)
}

function seriesOf({ series }: CaseResult, name: string): Series | undefined {
  return series.find(({ contestant }) => contestant === name)
}

function medianRatio(of: readonly number[] = [], by: readonly number[] = []): number {
  return median(of.map((each, round) => each / (by[round] ?? Number.NaN)))
}

function ratioTable(
  results: readonly CaseResult[],
  names: readonly string[],
  ratio: (each: CaseResult, name: string) => number,
): string {
  const rows = results.map((each) => names.map((name) => ratio(each, name)))
  const means = names.map((_, column) => geometricMean(rows.map((row) => row[column] ?? Number.NaN)))
  const titles = [...results.map(({ title }) => title), 'geometric mean']
  return markdownTable(
    ['case', ...names],
    [...rows, means].map((row, index) => [titles[index] ?? '', ...row.map((ratio) => ratio.toFixed(3))]),
  )
}

function bars(results: readonly CaseResult[], names: readonly string[]): string[] {
  const lines: string[] = []
  if (names.includes(RIVAL)) {
    const below = results.filter((each) => ratioOf(each, OWN, RIVAL) < BAR_TO_RIVAL).map(({ title }) => title)
    const verdict = below.length === 0 ? 'met' : `not met (${below.join('; ')})`
    lines.push(`Bar: each case at least ${RIVAL}'s requests per second: ${verdict}`)
  }
  if (names.includes(BASELINE)) {
    const mean = geometricMean(results.map((each) => ratioOf(each, OWN, BASELINE)))
    const verdict = mean >= BAR_TO_BASELINE ? 'met' : 'not met'
    lines.push(`Bar: geometric mean at least ${BAR_TO_BASELINE} of raw node:http: ${verdict} (${mean.toFixed(3)})`)
  }
  return lines
}
