import type { ConverterTypes } from './converter-types.ts'

type Letter =
  | 'a'
  | 'b'
  | 'c'
  | 'd'
  | 'e'
  | 'f'
  | 'g'
  | 'h'
  | 'i'
  | 'j'
  | 'k'
  | 'l'
  | 'm'
  | 'n'
  | 'o'
  | 'p'
  | 'q'
  | 'r'
  | 's'
  | 't'
  | 'u'
  | 'v'
  | 'w'
  | 'x'
  | 'y'
  | 'z'
type WordCharacter = Letter | Uppercase<Letter> | '_' | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

/** Whether a text consists of word characters only. Runs once per character of a name. */
type IsWord<Text extends string> = Text extends `${infer First}${infer Rest}`
  ? First extends WordCharacter
    ? Rest extends ''
      ? true
      : IsWord<Rest>
    : false
  : false

type ValueOf<Name extends string, Arguments extends string> = Name extends keyof ConverterTypes<Arguments>
  ? ConverterTypes<Arguments>[Name]
  : unknown

/** What stands between `(` and the first `):name>`. `Skipped` is what was looked at before. */
type Call<Text extends string, Skipped extends string = ''> = Text extends `${infer Arguments}):${infer After}`
  ? After extends `${infer Name}>${infer Rest}`
    ? IsWord<Name> extends true
      ? [name: Name, arguments: `${Skipped}${Arguments}`, rest: Rest]
      : Call<After, `${Skipped}${Arguments}):`>
    : never
  : never

/** Text behind a `<`, as name, converter, arguments and what follows. */
type Placeholder<Text extends string> = Text extends `${infer Converter}(${infer After}`
  ? IsWord<Converter> extends true
    ? Call<After> extends [infer Name, infer Arguments, infer Rest]
      ? [Name, Converter, Arguments, Rest]
      : never
    : Plain<Text>
  : Plain<Text>

type Plain<Text extends string> = Text extends `${infer Head}>${infer Rest}`
  ? Head extends `${infer Converter}:${infer Name}`
    ? [Name, Converter, '', Rest]
    : [Head, 'default', '', Rest]
  : never

type Collect<Text extends string, Found = {}> = Text extends `${string}<${infer After}`
  ? Placeholder<After> extends [
      infer Name extends string,
      infer Converter extends string,
      infer Arguments extends string,
      infer Rest extends string,
    ]
    ? Collect<Rest, Found & { [key in Name]: ValueOf<Converter, Arguments> }>
    : Found
  : Found

type Flat<T> = { [Key in keyof T]: T[Key] }

type OneRule<Text extends string> = string extends Text ? { [name: string]: unknown } : Flat<Collect<Text>>

type KeyOfEach<Union> = Union extends unknown ? keyof Union : never
/** The keys that all members have. Written so that the mapped type below sees the union as a whole. */
type CommonKey<Union> = Extract<keyof Union, PropertyKey>
type ValueIn<Union, Key extends PropertyKey> = Union extends { [K in Key]: infer Value } ? Value : never

/** Of several rules: what all have is sure, what only some have is optional. */
type Several<Union> = Flat<
  { [Key in CommonKey<Union>]: ValueIn<Union, Key> } & {
    [Key in Exclude<KeyOfEach<Union>, keyof Union>]?: ValueIn<Union, Key>
  }
>

type EachRule<Text extends string> = Text extends string ? OneRule<Text> : never

/**
 * The arguments that a rule's text gives to its endpoint. With a list of rules, a name that some of them lack is
 * optional. A text that is not known when compiling gives names and values that are not known either.
 *
 * @example
 * type Args = RuleArgs<'/shop/<int:id>/<name>'> // { id: number; name: string }
 * type Either = RuleArgs<readonly ['/shop', '/shop/<int:page>']> // { page?: number }
 */
export type RuleArgs<Rules extends string | readonly string[]> = Rules extends readonly string[]
  ? Several<EachRule<Rules[number]>>
  : Rules extends string
    ? OneRule<Rules>
    : never
