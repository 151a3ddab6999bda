/**
 * The TypeScript type of each converter's values. A package that brings a converter adds its type here; `Arguments` is
 * the text between the parentheses of the placeholder.
 *
 * @example
 * declare module 'pergola/routing' {
 *   interface ConverterTypes<Arguments extends string> { slug: string }
 * }
 */
export interface ConverterTypes<Arguments extends string> {
  default: string
  string: string
  path: string
  // Always string: the parameter, which other declarations use, would count as unused.
  any: Arguments extends string ? string : never
  int: number
  float: number
  uuid: string
}
