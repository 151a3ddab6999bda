import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BadRequest, ContentTooLarge } from '../errors/http-errors.ts'
import type { HttpSettings } from './app-services.ts'
import { tooLarge, tooManyFields, type FormValue } from './read-body.ts'

const MAX_PART_HEADERS = 32

/** A multipart form: its fields, and the folder that holds its files. */
export interface MultipartForm {
  fields: Array<[string, FormValue]>
  /** To be removed when the request is done; null where no file came. */
  folder: string | null
}

/**
 * Reads a multipart form. Files go to disk while they arrive and are given as `File`s that read from there.
 *
 * @param limit the most bytes that the whole body may have, or null
 * @throws ContentTooLarge for a body, a field or a number of parts over the limits
 * @throws BadRequest where it is not well-formed
 */
export async function readMultipart(
  stream: Readable,
  contentType: string,
  limit: number | null,
  settings: HttpSettings,
): Promise<MultipartForm> {
  const reader = new MultipartReader(settings)
  try {
    await pipeline(counted(stream, limit), createParser(contentType, settings, reader))
    return await reader.finish()
  } catch (error) {
    await reader.abandon()
    if (error instanceof ContentTooLarge || isDiskFailure(error)) throw error
    throw new BadRequest('The multipart body is not well-formed.')
  }
}

/** Whether it is our disk that failed, and not the client. */
function isDiskFailure(error: unknown): boolean {
  return ['mkdtemp', 'open', 'write', 'close'].includes((error as NodeJS.ErrnoException).syscall ?? '')
}

/** The chunks of a stream, until there are too many. The stream itself is left open, for the answer. */
async function* counted(stream: Readable, limit: number | null): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    size += (chunk as Uint8Array).length
    if (limit !== null && size > limit) throw tooLarge(limit)
    yield chunk as Uint8Array
  }
}

function createParser(contentType: string, settings: HttpSettings, reader: MultipartReader): BusboyInstance {
  const parser = newBusboy(contentType, settings)
  parser.on('field', (name, value, _nameTruncated, valueTruncated) => {
    if (valueTruncated) parser.destroy(tooLarge(settings.maxFormMemory))
    else reader.fields.push([toName(name), value])
  })
  parser.on('file', (name, file, filename, _encoding, type) => reader.spool(toName(name), file, toName(filename), type))
  for (const event of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(event, () => parser.destroy(tooManyFields(settings.maxFields)))
  }
  return parser
}

/** A name as its sender has it: browsers write a quote in it as `%22`. */
function toName(text: string | undefined): string {
  return (text ?? '').replaceAll('%22', '"')
}

function newBusboy(contentType: string, settings: HttpSettings): BusboyInstance {
  const { maxFields, maxFormMemory } = settings
  return new Busboy({
    headers: { 'content-type': contentType },
    limits: {
      parts: maxFields,
      fieldSize: maxFormMemory,
      headerPairs: MAX_PART_HEADERS,
    },
  })
}

class MultipartReader {
  readonly fields: Array<[string, FormValue]> = []
  readonly #settings: HttpSettings
  readonly #abort = new AbortController()
  readonly #pending: Array<Promise<void>> = []
  #folder: Promise<string> | null = null

  constructor(settings: HttpSettings) {
    this.#settings = settings
  }

  /** Writes a file to disk, and keeps its place among the fields. */
  spool(name: string, file: BusboyFileStream, filename: string, type: string): void {
    const place = this.fields.push([name, '']) - 1
    // The parser may break off before anybody reads the file: an error that nobody hears would end the process.
    file.on('error', () => this.#abort.abort())
    const written = this.#write(file, place, (blob) => [name, new File([blob], filename, { type })])
    written.catch(() => file.resume())
    this.#pending.push(written)
  }

  async finish(): Promise<MultipartForm> {
    await Promise.all(this.#pending)
    return { fields: this.fields, folder: this.#folder === null ? null : await this.#folder }
  }

  /** Ends what is being written and removes it. */
  async abandon(): Promise<void> {
    this.#abort.abort()
    await Promise.allSettled(this.#pending)
    if (this.#folder !== null) await removeFolder(await this.#folder)
  }

  async #write(file: BusboyFileStream, place: number, toField: (blob: Blob) => [string, File]): Promise<void> {
    this.#folder ??= makeFolder(this.#settings.uploadFolder)
    const path = join(await this.#folder, String(place))
    const { signal } = this.#abort
    signal.throwIfAborted()
    const target = createWriteStream(path, { mode: 0o600 })
    try {
      await pipeline(file, target, { signal })
    } finally {
      // Until then a file may still appear in a folder that is being removed.
      if (!target.closed) await new Promise((resolve) => target.once('close', resolve))
    }
    this.fields[place] = toField(await openAsBlob(path))
  }
}

/** A folder of this form's own, which nobody else can read. */
async function makeFolder(parent: string): Promise<string> {
  return mkdtemp(join(parent, 'pergola-upload-'))
}

/** Removes the folder of a form's files. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}
