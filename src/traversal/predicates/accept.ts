interface Range {
  readonly type: string
  readonly parameters: readonly string[]
  readonly quality: number
}

/** Whether a media type is one that an `Accept` header takes; without a header, or with a broken one, all are. */
export function isAccepted(offer: string, header: string | undefined): boolean {
  return qualityOf(offer, rangesOf(header)) > 0
}

/**
 * The offers that an `Accept` header takes, the liked ones first; equally liked ones stay in their order.
 * Source: webob.acceptparse.AcceptValidHeader.acceptable_offers.
 */
export function acceptableOffers(offers: readonly string[], header: string | undefined): string[] {
  const ranges = rangesOf(header)
  const liked = offers.map((offer) => ({ offer, quality: qualityOf(offer, ranges) }))
  return liked
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ offer }) => offer)
}

// What is usual comes first where the client likes all equally.
const USUAL = ['text/html', 'application/xhtml+xml', 'application/xml', 'text/xml', 'text/plain', 'application/json']

/** Media types in the order in which a server offers them: usual ones first, those with parameters before the bare one. */
export function inServerOrder(offers: Iterable<string>): string[] {
  const place = (offer: string): number => {
    const at = USUAL.indexOf(bare(offer))
    return (at === -1 ? USUAL.length : at) * 2 + (offer.includes(';') ? 0 : 1)
  }
  return [...new Set(offers)].toSorted((a, b) => place(a) - place(b))
}

/** The most specific range that fits decides. */
function qualityOf(offer: string, ranges: readonly Range[] | null): number {
  if (ranges === null) return 1
  const [type = '', ...parameters] = parts(offer)
  let [best, quality] = [-1, 0]
  for (const range of ranges) {
    const specificity = specificityOf(range, type, parameters)
    if (specificity > best) [best, quality] = [specificity, range.quality]
  }
  return quality
}

function specificityOf(range: Range, type: string, parameters: readonly string[]): number {
  if (range.type === '*/*') return 0
  if (range.type.endsWith('/*')) return type.startsWith(range.type.slice(0, -1)) ? 1 : -1
  if (range.type !== type) return -1
  return range.parameters.every((each) => parameters.includes(each)) ? 2 + range.parameters.length : -1
}

/** The ranges of a header; null where there is none, or where it breaks the grammar: then all is taken. */
function rangesOf(header: string | undefined): readonly Range[] | null {
  if (header === undefined) return null
  const ranges = (header.match(ELEMENT) ?? []).filter((each) => each.trim() !== '').map(toRange)
  return ranges.every((each) => each !== null) ? ranges : null
}

// What stands between commas, and between semicolons, those in quotes apart. Quotes that nobody closes reach to the end,
// so that no header takes longer than its length.
const QUOTED = /"(?:[^"\\]|\\.?)*"?/g
const ELEMENT = new RegExp(`(?:${QUOTED.source}|[^,"])+`, 'g')
const PART = new RegExp(`(?:${QUOTED.source}|[^;"])+`, 'g')
const TYPE = /^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+$/
const PARAMETER = /^[!#$%&'*+.^_`|~\w-]+=(?:[!#$%&'*+.^_`|~\w-]+|"(?:[^"\\]|\\.)*")$/
const EMPTY_PART = /;\s*(?:;|$)/
const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i

function toRange(text: string): Range | null {
  const [type = '', ...rest] = partsOf(text)
  const at = rest.findIndex((each) => /^q=/i.test(each))
  const parameters = at === -1 ? rest : rest.slice(0, at)
  const quality = at === -1 ? '1' : QUALITY.exec(rest[at] as string)?.[1]
  if (!TYPE.test(type) || quality === undefined || !parameters.every((each) => PARAMETER.test(each))) return null
  const [main, sub] = type.split('/')
  if ((main === '*' && sub !== '*') || EMPTY_PART.test(text.replace(QUOTED, '_'))) return null
  return { type: type.toLowerCase(), parameters: parameters.map(plainParameter), quality: Number(quality) }
}

function partsOf(text: string): string[] {
  return (text.match(PART) ?? []).map((part) => part.trim())
}

/** Names tell no case, values do; quotes are no part of a value. */
function plainParameter(text: string): string {
  const at = text.indexOf('=')
  const value = text.slice(at + 1)
  const plain = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value
  return `${text.slice(0, at).toLowerCase()}=${plain}`
}

/** An offer's type and its parameters. */
function parts(offer: string): string[] {
  const [type = '', ...parameters] = partsOf(offer)
  return [type.toLowerCase(), ...parameters.map(plainParameter)]
}

function bare(offer: string): string {
  return parts(offer)[0] ?? ''
}
