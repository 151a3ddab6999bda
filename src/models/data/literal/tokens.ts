/** A piece of an expression. */
export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign' | 'end'
  readonly text: string
  readonly value: string | number | null
}

const TOKEN =
  /\s*(?:(?<number>0[xX][\da-fA-F]{1,12}|(?:\d[\d_]{0,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?)|[uUrR]?(?<text>'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*")|(?<name>[A-Za-z_]\w{0,99})|(?<sign>\/\/|\*\*|[-+*/%()[\]{},:.=]))/y

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0', '\n': '' }

/** An expression's pieces. @throws SyntaxError where something is none */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  const text = source.trimEnd()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const groups = TOKEN.exec(text)?.groups
    if (groups === undefined)
      throw new SyntaxError(`${JSON.stringify(text.slice(at).trim().slice(0, 20))} is not understood`)
    tokens.push(toToken(groups))
  }
  tokens.push({ kind: 'end', text: 'the end', value: null })
  return tokens
}

function toToken({ number, text, name, sign }: Record<string, string | undefined>): Token {
  if (number !== undefined) return { kind: 'number', text: number, value: Number(number.replaceAll('_', '')) }
  if (text !== undefined) return { kind: 'text', text, value: unescaped(text.slice(1, -1)) }
  if (name !== undefined) return { kind: 'name', text: name, value: null }
  return { kind: 'sign', text: sign ?? '', value: null }
}

function unescaped(text: string): string {
  return text.replaceAll(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|([^]))/gi,
    (_whole, short?: string, long?: string, one?: string) =>
      one === undefined
        ? String.fromCharCode(Number.parseInt(short ?? long ?? '0', 16))
        : (ESCAPES[one] ?? (/[\\'"]/.test(one) ? one : `\\${one}`)),
  )
}
