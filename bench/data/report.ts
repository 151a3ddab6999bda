import { markdownTable } from '../lib/markdown-table.ts'
import { median } from '../lib/statistics.ts'
import { CASES } from './cases.ts'
import type { CaseResult, Series } from './measure.ts'

const OWN = 'pergola'
const BAR_TO_KYSELY = 1.5

/** The results as Markdown, with the bar and whether it is met. */
export function report(results: readonly CaseResult[]): string {
  const names = results[0]?.series.map(({ peer }) => peer) ?? []
  const table = (cell: (each: CaseResult, one: Series) => string): string =>
    markdownTable(
      ['case', ...names],
      results.map((each) => [CASES[each.name], ...each.series.map((one) => cell(each, one))]),
    )
  const others = (each: CaseResult, key: 'times' | 'processor') => (_: CaseResult, one: Series) =>
    ratio(each.series.find(({ peer }) => peer === OWN)?.[key], one[key]).toFixed(2)
  const parts = [
    'Time of one operation, in microseconds, the median of the medians of all rounds:',
    table((_, one) => median(one.times).toFixed(0)),
    "Processor time of the peer's own process for one operation, in microseconds, the median of all rounds:",
    table((_, one) => median(one.processor).toFixed(0)),
  ]
  if (names.includes(OWN)) {
    parts.push(`Time of ${OWN} by that of each, in the same round, the median of all rounds:`)
    parts.push(table((each, one) => others(each, 'times')(each, one)))
    parts.push(`Processor time of ${OWN} by that of each:`)
    parts.push(table((each, one) => others(each, 'processor')(each, one)))
    parts.push(...bars(results))
  }
  return parts.join('\n\n')
}

function ratio(of: readonly number[] = [], by: readonly number[] = []): number {
  return median(of.map((each, round) => each / (by[round] ?? Number.NaN)))
}

function bars(results: readonly CaseResult[]): string[] {
  return results
    .filter(({ name }) => name.startsWith('browse'))
    .map(({ name, series }) => {
      const times = (wanted: string) => series.find(({ peer }) => peer === wanted)?.times
      const verdicts = [
        ['Kysely', BAR_TO_KYSELY, ratio(times(OWN), times('kysely'))] as const,
        ['Drizzle', 1, ratio(times(OWN), times('drizzle'))] as const,
        ['MikroORM', 1, ratio(times(OWN), times('mikro'))] as const,
      ].map(([peer, bar, value]) => `${peer} ${value.toFixed(2)} (bar ${bar}: ${value <= bar ? 'met' : 'not met'})`)
      return `${CASES[name]}, time by that of others: ${verdicts.join('; ')}`
    })
}
