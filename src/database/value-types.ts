import { types, type CustomTypesConfig } from 'pg'

type Parse = (text: string) => unknown

const { builtins, getTypeParser } = types
const parseTexts = getTypeParser(1009 as Parameters<typeof getTypeParser>[0]) as Parse

/**
 * How columns become values, where `pg`'s own way would depend on the server's time zone or lose something: `int8` is a
 * number (a bigint beyond 2^53), `date` stays `'YYYY-MM-DD'`, `timestamp` is a `Date` in UTC. `numeric` stays a string.
 */
const parsers = new Map<number, Parse>([
  [builtins.INT8, toInteger],
  [builtins.DATE, String],
  [builtins.TIMESTAMP, toUtc],
  [1016, (text) => mapTexts(parseTexts(text), toInteger)],
  [1182, parseTexts],
  [1115, (text) => mapTexts(parseTexts(text), toUtc)],
])

const parseInstant = getTypeParser(builtins.TIMESTAMPTZ) as Parse

// Arrays may have several dimensions, and nulls.
function mapTexts(value: unknown, parse: Parse): unknown {
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, parse))
  return value === null ? null : parse(value as string)
}

function toInteger(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

// 'infinity' and years before Christ have a form of their own, which the parser for instants knows.
function toUtc(text: string): unknown {
  return parseInstant(
    text.endsWith(' BC') ? `${text.slice(0, -3)}+00 BC` : text.endsWith('infinity') ? text : `${text}+00`,
  )
}

/** The types for `pg`'s clients. */
export const valueTypes: CustomTypesConfig = {
  // `pg` calls it with any of its overloads' arguments.
  getTypeParser: ((oid: number, format?: 'text') =>
    (format as string | undefined) === 'binary'
      ? getTypeParser(oid, format)
      : (parsers.get(oid) ?? getTypeParser(oid, format))) as CustomTypesConfig['getTypeParser'],
}
