import { UserError } from 'pergola'
import type { Domain, Values } from 'pergola/models'

/** The checks of arguments. Each takes what a client gave, and the parameter's name for its message. */
type Take<Result> = (value: unknown, name: string) => Result

export const domain: Take<Domain> = (value, name) => {
  if (value === null || value === false) return []
  if (Array.isArray(value)) return value
  throw wrong(name, 'a domain: a list of terms')
}

export const names: Take<string[]> = (value, name) => {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
  throw wrong(name, 'a list of names')
}

export const oneOrMoreNames: Take<string[]> = (value, name) =>
  typeof value === 'string' ? [value] : names(value, name)

export const text: Take<string> = (value, name) => {
  if (typeof value === 'string') return value
  throw wrong(name, 'a text')
}

export const count: Take<number> = (value, name) => {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
  throw wrong(name, 'a whole number from 0 on')
}

export const flag: Take<boolean> = (value, name) => {
  if (typeof value === 'boolean' || value === 0 || value === 1) return Boolean(value)
  throw wrong(name, 'true or false')
}

export const values: Take<Values> = (value, name) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Values
  throw wrong(name, 'an object of values by the names of fields')
}

export const valuesList: Take<Values | Values[]> = (value, name) =>
  Array.isArray(value) ? value.map((each) => values(each, name)) : values(value, name)

export const operation: Take<'read' | 'write' | 'create' | 'unlink'> = (value, name) => {
  if (value === 'read' || value === 'write' || value === 'create' || value === 'unlink') return value
  throw wrong(name, "'read', 'write', 'create' or 'unlink'")
}

function wrong(name: string, expected: string): UserError {
  return new UserError(`${name} is ${expected}.`)
}
