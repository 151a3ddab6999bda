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

function rangesOf(header: string | undefined): readonly Range[] | null {
  if (header === undefined) return null
  const ranges = header
    .split(',')
    .filter((each) => each.trim() !== '')
    .map(toRange)
  return ranges.length === 0 || ranges.some((each) => !/^[^\s/;]+\/[^\s/;]+$/.test(each.type)) ? null : ranges
}

function toRange(text: string): Range {
  const [type = '', ...rest] = parts(text)
  const at = rest.findIndex((each) => each.startsWith('q='))
  const parameters = at === -1 ? rest : rest.slice(0, at)
  const quality = at === -1 ? 1 : Number((rest[at] as string).slice(2))
  return { type, parameters, quality: Number.isNaN(quality) ? 0 : Math.min(quality, 1) }
}

function parts(text: string): string[] {
  return text.split(';').map((part) =>
    part
      .trim()
      .toLowerCase()
      .replace(/\s*=\s*/, '='),
  )
}

function bare(offer: string): string {
  return parts(offer)[0] ?? ''
}
