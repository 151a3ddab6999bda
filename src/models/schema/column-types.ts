const LONG_NAMES: Readonly<Record<string, string>> = {
  int: 'integer',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  bool: 'boolean',
  float4: 'real',
  float8: 'double precision',
  float: 'double precision',
  decimal: 'numeric',
  varchar: 'character varying',
  char: 'character',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
}

/** A column's type as PostgreSQL writes it: `varchar(20)` → `character varying(20)`, `numeric(16, 2)` → `numeric(16,2)`. */
export function canonicalType(declared: string): string {
  const match = /^([a-z0-9_ ]+?)\s*(\([\d\s,]*\))?$/.exec(declared.trim().toLowerCase())
  if (match === null) return declared
  const [, name = '', size = ''] = match
  return (LONG_NAMES[name] ?? name) + size.replaceAll(/\s/g, '')
}

/** How a column's type may be changed: as it is, only where no value changes by it, or not at all. */
export type Change = 'plain' | 'checked' | 'refused'

/** Every value of the first type is one of the second. */
const WIDENINGS: ReadonlySet<string> = new Set([
  'smallint → integer',
  'smallint → bigint',
  'smallint → numeric',
  'smallint → double precision',
  'integer → bigint',
  'integer → numeric',
  'integer → double precision',
  'bigint → numeric',
  'real → double precision',
  'character varying → text',
  'text → character varying',
  'date → timestamp without time zone',
  'json → jsonb',
])

/** Values of the first type often are values of the second, and a look at them tells. */
const CHECKED: ReadonlySet<string> = new Set([
  'bigint → integer',
  'bigint → double precision',
  'numeric → numeric',
  'numeric → integer',
  'numeric → double precision',
  'double precision → numeric',
  'double precision → integer',
  'integer → numeric',
  'bigint → numeric',
  'timestamp without time zone → date',
])

/**
 * How a column goes from one type to another. A change without conversion, as `varchar(20)` to `varchar(10)`, is checked
 * by PostgreSQL itself.
 */
export function typeChange(from: string, to: string): Change {
  const [source, target] = [split(from), split(to)]
  const pair = `${source.name} → ${target.name}`
  if (source.name === target.name && source.name === 'character varying') return 'plain'
  const unlimited = target.size === ''
  if (WIDENINGS.has(pair) && (unlimited || target.name === 'character varying')) return 'plain'
  return CHECKED.has(pair) ? 'checked' : 'refused'
}

function split(type: string): { name: string; size: string } {
  const [, name = type, size = ''] = /^([^(]*?)(\(.*\))?$/.exec(type) ?? []
  return { name, size }
}
