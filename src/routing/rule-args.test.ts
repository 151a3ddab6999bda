import { describe, it } from 'node:test'
import { Converter } from './converter.ts'
import type { RuleArgs } from './rule-args.ts'
import { RoutingMap } from './routing-map.ts'
import { Rule } from './rule.ts'

declare module './converter-types.ts' {
  interface ConverterTypes<Arguments extends string> {
    testRecord: Arguments extends `"${infer Name}"` ? { readonly record: Name } : never
  }
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- two deferred conditional types are the only exact comparison
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- its constraint is the test
function yes<Answer extends true>(): Answer | undefined {
  return undefined
}

describe('RuleArgs, checked by the compiler', () => {
  it('reads one rule', () => {
    yes<Same<RuleArgs<'/shop/<int:id>/<name>'>, { id: number; name: string }>>()
    yes<Same<keyof RuleArgs<'/'>, never>>()
    yes<Same<RuleArgs<'/<a>-<b>.<float:c>'>, { a: string; b: string; c: number }>>()
    yes<
      Same<
        RuleArgs<'/<path:p>/<uuid:u>/<any(a, b):v>/<string(length=2):s>/<default:d>'>,
        { p: string; u: string; v: string; s: string; d: string }
      >
    >()
    yes<Same<RuleArgs<'/<unknown:x>'>, { x: unknown }>>()
  })
  it('reads arguments', () => {
    yes<Same<RuleArgs<'/<int(min=1, max=5):x>/<y>'>, { x: number; y: string }>>()
    yes<Same<RuleArgs<`/<any("a>b", 'c:d', '(e):f', <g>):x>/<int:y>`>, { x: string; y: number }>>()
    yes<Same<RuleArgs<'/<int:x>/(<y>)/<string(2):z>'>, { x: number; y: string; z: string }>>()
    yes<Same<RuleArgs<'/<testRecord("shop.book"):book>'>, { book: { readonly record: 'shop.book' } }>>()
  })
  it('reads several rules', () => {
    yes<Same<RuleArgs<readonly ['/shop', '/shop/<int:page>']>, { page?: number }>>()
    yes<Same<RuleArgs<readonly ['/<int:id>', '/<int:id>/<name>']>, { id: number; name?: string }>>()
    yes<Same<RuleArgs<['/<int:id>', '/x/<id>']>, { id: number | string }>>()
    yes<Same<RuleArgs<readonly ['/<a>']>, { a: string }>>()
  })
  it('does not guess', () => {
    yes<Same<RuleArgs<string>, { [name: string]: unknown }>>()
    yes<Same<RuleArgs<readonly string[]>['x'], unknown>>()
  })
  it('finds mistakes', () => {
    const use = (args: RuleArgs<'/<int:id>/<name>'>): unknown => args
    use({ id: 1, name: 'x' })
    // @ts-expect-error -- id is a number
    use({ id: '1', name: 'x' })
    // @ts-expect-error -- name is missing
    use({ id: 1 })
    // @ts-expect-error -- there is no other
    use({ id: 1, name: 'x', other: 1 })
    // @ts-expect-error -- of another rule
    yes<Same<RuleArgs<'/<int:id>'>, { id: string }>>()
  })
})

describe('types of maps', () => {
  it('know their endpoints', () => {
    const map = new RoutingMap([new Rule('/x', { endpoint: 'x' as string })])
    const endpoint: string = map.bind('h').match('/x').endpoint
    // @ts-expect-error -- endpoints of this map are text
    const wrong: number = map.bind('h').match('/x').endpoint
    void [endpoint, wrong]
  })
  it('take converters of any value', () => {
    class Day extends Converter<Date> {
      readonly zone: string
      constructor(zone: string) {
        super()
        this.zone = zone
      }
      parse(text: string): Date {
        return new Date(text)
      }
      format(value: Date): string {
        return value.toISOString()
      }
    }
    void new RoutingMap([], { converters: { day: Day } })
    // @ts-expect-error -- no converter
    void new RoutingMap([], { converters: { day: Date } })
  })
})
