import type { Element } from '@xmldom/xmldom'
import { sqlStateOf } from '../../database/sql-state.ts'
import { DataFileError } from '../../errors/model-errors.ts'
import type { Environment } from '../environment.ts'
import type { DataFile } from './data-entry.ts'
import { dataFileError } from './data-file-error.ts'
import type { ExternalIdTarget } from './external-ids.ts'

/** Whether an addon comes into the database, or is there already and is upgraded. */
export type LoadMode = 'init' | 'update'

/** What an application does with an element of its own, as `<template>`. */
export type ElementHook = (element: Element, details: ElementDetails) => unknown

/** What an element's hook is told. */
export interface ElementDetails {
  readonly env: Environment
  readonly addon: string
  /** With the addon's name. */
  readonly xmlId: string | null
  readonly noupdate: boolean
  readonly mode: LoadMode
  readonly file: string
  readonly line: number
}

/** What loading did. */
export interface LoadReport {
  created: number
  updated: number
  /** Left as they are: `noupdate`. */
  skipped: number
  deleted: number
  readonly warnings: string[]
  /** The external ids that the files have: what is not among them is removed by `removeStaleRecords`. */
  readonly loaded: Set<string>
}

/** An empty report. */
export function emptyReport(): LoadReport {
  return { created: 0, updated: 0, skipped: 0, deleted: 0, warnings: [], loaded: new Set() }
}

/** The loading of one file: whose eyes, what is known of external ids, what was done. */
export class DataRun {
  readonly env: Environment
  readonly file: DataFile
  readonly mode: LoadMode
  readonly report: LoadReport
  readonly elements: Readonly<Record<string, ElementHook>>
  /** What external ids stand for; null for what was not there. */
  readonly #ids = new Map<string, ExternalIdTarget | null>()

  constructor(
    env: Environment,
    file: DataFile,
    mode: LoadMode,
    report: LoadReport,
    elements: Readonly<Record<string, ElementHook>>,
  ) {
    this.env = env
    this.file = file
    this.mode = mode
    this.report = report
    this.elements = elements
  }

  /** Looks up external ids together, so that `find` has them. */
  async prefetch(xmlIds: Iterable<string>): Promise<void> {
    const unknown = [...new Set(xmlIds)].filter((xmlId) => !this.#ids.has(xmlId))
    for (const xmlId of unknown) this.#ids.set(xmlId, null)
    const found = await this.env.registry.externalIds.findAll(this.env, unknown)
    for (const [xmlId, target] of found) this.#ids.set(xmlId, target)
  }

  /** What an external id stood for when it was looked up, or came to stand for by this file. */
  async find(xmlId: string): Promise<ExternalIdTarget | null> {
    if (!this.#ids.has(xmlId)) await this.prefetch([xmlId])
    return this.#ids.get(xmlId) ?? null
  }

  /** What an external id stands for now: a method may have made it meanwhile. */
  async look(xmlId: string): Promise<ExternalIdTarget | null> {
    if ((this.#ids.get(xmlId) ?? null) === null) this.#ids.delete(xmlId)
    return this.find(xmlId)
  }

  /** Whoever was called may have made records: what was not there is looked up again. */
  forgetMissing(): void {
    for (const [xmlId, target] of this.#ids) if (target === null) this.#ids.delete(xmlId)
  }

  know(xmlId: string, target: ExternalIdTarget): void {
    this.#ids.set(xmlId, target)
  }

  /** A record is gone. */
  forget(xmlId: string): void {
    this.#ids.delete(xmlId)
  }

  /** @throws {DataFileError} where there is none */
  async need(xmlId: string, line: number): Promise<ExternalIdTarget> {
    const target = await this.look(xmlId)
    if (target === null) throw this.error(line, `External ID not found in the system: ${xmlId}`)
    return target
  }

  warn(line: number, message: string): void {
    this.report.warnings.push(`${this.file.file}:${line}: ${message}`)
  }

  error(line: number, message: string, cause?: unknown): DataFileError {
    return dataFileError({ file: this.file.file, line }, message, cause)
  }

  /** Runs something that a line of the file asked for; what it throws names the line. */
  async at<Result>(line: number, run: () => Promise<Result>): Promise<Result> {
    try {
      return await run()
    } catch (error) {
      if (error instanceof DataFileError || isConflict(error)) throw error
      throw this.error(line, error instanceof Error ? error.message : String(error), error)
    }
  }
}

/** Whether the whole transaction is to be tried again. */
export function isConflict(error: unknown): boolean {
  return ['40001', '40P01', '55P03'].includes(sqlStateOf(error) ?? '')
}
