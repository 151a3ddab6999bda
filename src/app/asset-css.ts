/** A stylesheet, made ready to stand in one file with others. */
export interface BundledCss {
  /** `@import` rules, which only count at the beginning of a file. */
  readonly imports: readonly string[]
  readonly rules: string
}

const COMMENT = String.raw`\/\*[\s\S]*?(?:\*\/|$)`
const STRING = String.raw`"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'`
const URL_TOKEN = String.raw`(?<![\w-])url\(\s*(?:(?:${STRING})|(?:[^"'()\\\s]|\\[\s\S])*)\s*\)`
const TOKENS = new RegExp(`${URL_TOKEN}|${STRING}|${COMMENT}|\\s+`, 'gi')
const LEADING = new RegExp(
  `^(?:\\s+|(?!/\\*!)(${COMMENT})|@charset\\s+(?:${STRING})\\s*;|(@import\\s+(?:${URL_TOKEN}|${STRING})(?:${STRING}|[^;'"{}])*(?:;|$)))`,
  'i',
)

/**
 * A stylesheet without comments and needless white space, whose relative URLs still lead where they led.
 *
 * @param url where it is: `/shop/static/css/shop.css`
 * @param up the way from the bundle to the root: `../../../`, so that the bundle works below any base path
 *
 * @example
 * ```ts
 * bundleCss('a { background: url(img/a.png) }', '/shop/static/shop.css', '../').rules
 * // 'a { background: url("../shop/static/img/a.png") }'
 * ```
 */
export function bundleCss(source: string, url: string, up: string): BundledCss {
  const imports: string[] = []
  let rest = source.replace(/^\uFEFF/, '')
  for (let found = LEADING.exec(rest); found !== null && found[0] !== ''; found = LEADING.exec(rest)) {
    if (found[2] !== undefined) imports.push(importRule(found[2], url, up))
    rest = rest.slice(found[0].length)
  }
  return { imports, rules: compact(rest, url, up).trim() }
}

function importRule(rule: string, url: string, up: string): string {
  const whole = compact(rule, url, up).trim()
  const [, before = '', text = '', after = ''] = new RegExp(`^(@import\\s+)(${STRING})(.*)$`, 'is').exec(whole) ?? []
  const moved = text === '' ? whole : `${before}${toUrl(text, url, up)}${after}`
  return moved.endsWith(';') ? moved : `${moved};`
}

function compact(css: string, url: string, up: string): string {
  return css.replace(TOKENS, (token: string, at: number) => {
    if (/^\s/.test(token)) return token.includes('\n') ? '\n' : ' '
    if (token.startsWith('/*')) return uncommented(token, css, at)
    return /^url\(/i.test(token) ? toUrl(token.slice(4, -1).trim(), url, up) : token
  })
}

/** Nothing, unless the comment keeps two words apart, or wants to be read. */
function uncommented(token: string, css: string, at: number): string {
  if (token.startsWith('/*!')) return token
  const [before, after] = [css[at - 1] ?? ' ', css[at + token.length] ?? ' ']
  return /[\s;:,{}]/.test(before) || /[\s;:,{}]/.test(after) ? '' : '/**/'
}

function toUrl(written: string, url: string, up: string): string {
  const target = unescapeCss(/^["']/.test(written) ? written.slice(1, -1) : written)
  const isRelative = target !== '' && !/^(?:[/#]|[a-z][a-z0-9+.-]*:)/i.test(target)
  if (!isRelative || !URL.canParse(target, `file://${url}`)) return `url(${written})`
  const { pathname, search, hash } = new URL(target, `file://${url}`)
  return `url("${up}${pathname.slice(1)}${(search + hash).replaceAll('\\', '%5C').replaceAll('"', '%22')}")`
}

function unescapeCss(text: string): string {
  return text.replace(/\\(?:([0-9a-f]{1,6})\s?|\n|([\s\S]))/gi, (_all, code?: string, character?: string) => {
    if (code === undefined) return character ?? ''
    const point = Number.parseInt(code, 16)
    return point === 0 || point > 0x10ffff ? '\uFFFD' : String.fromCodePoint(point)
  })
}
