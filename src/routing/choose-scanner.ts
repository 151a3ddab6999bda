import { type CharacterTest, RunScanner, PathScanner, SegmentScanner } from './run-scanner.ts'
import type { Scanner } from './scanner.ts'
import { AlternativesScanner, NumberScanner, UuidScanner } from './token-scanners.ts'
import { PathConverter, UuidConverter } from './builtin-converters.ts'

const FIXED: ReadonlyMap<string, Scanner> = new Map<string, Scanner>([
  ['[^/]+', new SegmentScanner(1, Infinity)],
  [PathConverter.regex, new PathScanner()],
  [UuidConverter.regex, new UuidScanner()],
  ...['[0-9]+', '\\d+'].flatMap((digits): [string, Scanner][] => [
    [digits, new NumberScanner(false, false)],
    [`-?${digits}`, new NumberScanner(true, false)],
    [`${digits}\\.${digits}`, new NumberScanner(false, true)],
    [`-?${digits}\\.${digits}`, new NumberScanner(true, true)],
  ]),
])

const RUN = /^(\[(?:[^\\[\]]|\\.)+\]|\\[dw])(?:(\+)|(\*)|\{(\d+)(,?)(\d*)\})$/u
const ALTERNATIVES = /^\(\?:((?:[^\\^$.*+?()[\]{}]|\\[/\\^$.*+?()[\]{}|])*)\)$/u

/**
 * The scanner for a regular expression, if it has one of the shapes that can be scanned without backtracking: those of
 * the built-in converters, and for custom ones a repeated set of characters such as `[a-z-]+`. Null for all others.
 */
export function chooseScanner(regex: string): Scanner | null {
  return FIXED.get(regex) ?? chooseRun(regex) ?? chooseAlternatives(regex)
}

function chooseRun(regex: string): Scanner | null {
  const run = RUN.exec(regex)
  if (run === null) return null
  const [, set = '', plus, star, count, comma, most] = run
  const min = plus ? 1 : star ? 0 : Number(count)
  const max = plus || star || (comma && !most) ? Infinity : Number(most || count)
  if (max < min) return null
  return set === '[^/]' ? new SegmentScanner(min, max) : new RunScanner(toTest(set), min, max)
}

/** Asks the regular expression once per character; ASCII answers are kept. */
function toTest(set: string): CharacterTest {
  const pattern = new RegExp(`^${set}$`, 'u')
  const ascii = Uint8Array.from({ length: 128 }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0))
  return (codePoint) => (codePoint < 128 ? ascii[codePoint] === 1 : pattern.test(String.fromCodePoint(codePoint)))
}

function chooseAlternatives(regex: string): Scanner | null {
  const inside = ALTERNATIVES.exec(regex)?.[1]
  if (inside === undefined) return null
  const items = inside.match(/(?:[^\\|]|\\.)+|(?<=^|\|)(?=\||$)/gu) ?? []
  return new AlternativesScanner(items.map((item) => item.replace(/\\(.)/gu, '$1')))
}
