import type { Element } from '@xmldom/xmldom'
import type { Expression } from './literal/expression.ts'

/** Where the value of a field comes from. */
export type ValueSource =
  /** A text, still to be read as the field's type says. */
  | { readonly kind: 'text'; readonly text: string }
  /** A value as it is. */
  | { readonly kind: 'value'; readonly value: unknown }
  /** Records by their external ids; several for one2many and many2many. */
  | { readonly kind: 'refs'; readonly xmlIds: readonly string[] }
  /** Records by their ids. */
  | { readonly kind: 'ids'; readonly ids: readonly number[] }
  /** Records by their names, several separated by commas. */
  | { readonly kind: 'names'; readonly text: string }
  | { readonly kind: 'eval'; readonly expression: Expression }
  /** The records of the other model that a domain holds for. */
  | { readonly kind: 'search'; readonly domain: Expression; readonly model: string | null }
  /** Records of a one2many, made after the record itself. */
  | { readonly kind: 'records'; readonly records: readonly RecordEntry[] }
  | { readonly kind: 'list'; readonly items: readonly ValueSource[] }

/** A record that a data file describes. */
export interface RecordEntry {
  readonly kind: 'record'
  /** With the addon's name; null for a record without one. */
  readonly xmlId: string | null
  /** Empty for a record of a one2many in CSV: it is the field's. */
  readonly model: string
  /** By field; it has no prototype. */
  readonly values: Readonly<Record<string, ValueSource>>
  readonly noupdate: boolean
  /** Whether an upgrade makes it anew where it is gone, although it is `noupdate`. */
  readonly forcecreate: boolean
  readonly context: Expression | null
  readonly line: number
}

/** A call of a model's method. */
export interface FunctionEntry {
  readonly kind: 'function'
  readonly model: string
  readonly name: string
  readonly args: readonly CallArgument[]
  /** An expression that gives all arguments. */
  readonly evaluated: Expression | null
  readonly noupdate: boolean
  readonly line: number
}

/** What a method is given: a value, or what another method returns. */
export type CallArgument = { readonly name: string | null; readonly value: ValueSource | FunctionEntry }

/** Records that are to be deleted. */
export interface DeleteEntry {
  readonly kind: 'delete'
  readonly model: string
  readonly xmlId: string | null
  readonly domain: Expression | null
  readonly line: number
}

/** An element that the application understands: `<template>`, `<menuitem>`. */
export interface ElementEntry {
  readonly kind: 'element'
  readonly tag: string
  readonly element: Element
  readonly xmlId: string | null
  readonly noupdate: boolean
  readonly line: number
}

/** What a data file says, one after the other. */
export type DataEntry = RecordEntry | FunctionEntry | DeleteEntry | ElementEntry

/** A data file that is being read. */
export interface DataFile {
  /** The addon that it belongs to: external ids without a dot are its own. */
  readonly addon: string
  /** Its name for messages: `bookshop/data/shop.book.csv`. */
  readonly file: string
  readonly noupdate: boolean
}
