import { setTimeout as delay } from 'node:timers/promises'
import type { BackupFormat, DatabaseServer, RestoreOptions } from '../../database/database-server.ts'
import type { Cursor } from '../../database/cursor.ts'
import type { Database } from '../../database/database.ts'
import { UserError } from '../../errors/business-errors.ts'
import { AddonInstallError } from '../../errors/model-errors.ts'
import type { Logger } from '../../http/app-services.ts'
import type { CopyOptions, DatabaseManagement, DatabaseService } from '../../http/database-service.ts'
import { KeyedQueue } from '../../http/session/keyed-queue.ts'
import type { Environment } from '../../models/environment.ts'
import type { Addon } from '../addon.ts'
import type { DatabaseFilter } from '../config.ts'
import { fileStoreOf } from '../backup/file-store.ts'
import { copyFileStore, moveFileStore } from '../backup/move-file-store.ts'
import { restoreBackup } from '../backup/restore-backup.ts'
import { backupWithFiles } from '../backup/write-backup.ts'
import { planInstall, planUninstall, planUpgrade, type AddonPlan } from '../install/addon-plan.ts'
import type { InstallOptions } from '../install/install-addons.ts'
import { settleCopy } from './copied-database.ts'
import { databaseContent, type DatabaseContent } from './database-content.ts'
import { databaseFilter } from './database-filter.ts'
import { DatabaseListing } from './database-listing.ts'
import type { ServedDatabase } from './served-database.ts'

/** What opened databases are made by. */
export interface DatabasesOptions {
  readonly server: DatabaseServer
  readonly filter: string | DatabaseFilter | undefined
  /** How many databases are kept open. */
  readonly limit: number
  readonly log: Logger
  readonly management: DatabaseManagement
  /** The addons of the process. */
  readonly addons: ReadonlyMap<string, Addon>
  /** The names of those that every database has. */
  readonly always: readonly string[]
  /** Changes the addons of a database. */
  change(
    database: Database,
    plan: (installed: readonly string[]) => AddonPlan,
    options: InstallOptions,
  ): Promise<ServedDatabase>
  /** Puts the addons of a database together. */
  build(database: Database, content: DatabaseContent): ServedDatabase
}

/** How long other processes have to learn of a change, in milliseconds. */
const NOTICE_TIME = 50

/** The databases that an application serves: each opened at its first request, and again when its addons changed. */
export class Databases implements DatabaseService {
  readonly server: DatabaseServer
  readonly management: DatabaseManagement
  readonly #options: DatabasesOptions
  readonly #filter: (names: readonly string[], host: string) => readonly string[]
  readonly #served = new Map<string, Promise<ServedDatabase>>()
  readonly #open = new Map<string, ServedDatabase>()
  readonly #followed = new WeakSet<Database>()
  readonly #changes = new KeyedQueue()
  readonly #works = new KeyedQueue()
  readonly #shared = new Map<string, Cursor>()
  /** The database that was asked for last. */
  #latest: string | null = null
  readonly #listing: DatabaseListing

  constructor(options: DatabasesOptions) {
    this.server = options.server
    this.#listing = new DatabaseListing(() => options.server.list())
    this.management = options.management
    this.#options = options
    this.#filter = databaseFilter(options.filter)
  }

  /** The databases that a host may see. */
  async namesFor(host: string): Promise<string[]> {
    return [...this.#filter(await this.names(), host)]
  }

  /** The same, at once; undefined where they are to be listed first. */
  knownNamesFor(host: string): readonly string[] | undefined {
    const { known } = this.#listing
    return known === undefined ? undefined : this.#filter(known, host)
  }

  /** All databases. */
  names(): Promise<string[]> {
    return this.#listing.names()
  }

  /** Has the list of databases read anew. */
  forgetNames(): void {
    this.#listing.forget()
  }

  /** A database that is open already and up to date, or undefined. */
  ready(name: string): ServedDatabase | undefined {
    return this.#open.get(name)
  }

  /** Those that are open already. */
  get opened(): Iterable<ServedDatabase> {
    return this.#open.values()
  }

  /** A database that is open, for a request: the databases that none asks for are the first to be forgotten. */
  use(name: string): ServedDatabase | undefined {
    const ready = this.#open.get(name)
    if (ready !== undefined && name !== this.#latest)
      this.#used(name, this.#served.get(name) as Promise<ServedDatabase>)
    return ready
  }

  /**
   * Opens a database.
   *
   * @throws {AddonInstallError} where it is no database of Pergola's
   */
  async open(name: string): Promise<ServedDatabase> {
    const known = this.#served.get(name)
    if (known !== undefined) {
      this.#used(name, known)
      return known
    }
    const opening = this.#build(name)
    this.#keep(name, opening)
    return opening
  }

  /**
   * Makes a database, with the addons that every one has and others.
   *
   * @param options.finish is called at the end of the installation, in its transaction
   * @throws {UserError} where there is one of that name, or the name is none
   * @throws {AddonInstallError} where an addon cannot be installed; the database is then not there
   */
  create(name: string, addons: readonly string[] = [], options: InstallOptions = {}): Promise<ServedDatabase> {
    return this.#alone([name], async () => {
      await this.server.create(name)
      this.forgetNames()
      try {
        return await this.install(name, addons, options)
      } catch (error) {
        await this.#drop(name).catch(() => {})
        throw error
      }
    })
  }

  /** Deletes a database. */
  drop(name: string): Promise<void> {
    return this.#alone([name], () => this.#drop(name))
  }

  /** Copies a database, which gets an id and secrets of its own. @throws {UserError} */
  duplicate(source: string, target: string, options: CopyOptions = {}): Promise<void> {
    return this.#alone([source, target], async () => {
      await this.#changes.run(source, async () => {
        this.forget(source)
        await this.server.duplicate(source, target)
      })
      await this.#settle(target, { ...options, copy: true }, async () => {
        await copyFileStore(await this.fileStore(source), await this.fileStore(target))
      })
    })
  }

  /** Gives a database another name. @throws {UserError} */
  rename(from: string, to: string): Promise<void> {
    return this.#alone([from, to], async () => {
      const files = await this.fileStore(from)
      await this.#changes.run(from, async () => {
        this.forget(from)
        try {
          await this.server.rename(from, to)
        } finally {
          this.forgetNames()
        }
      })
      if (files !== null) await moveFileStore(files, await this.fileStore(to))
    })
  }

  /** The folder in which a database keeps the files of attachments; null where it keeps them itself, and where there is none. */
  async fileStore(name: string): Promise<string | null> {
    return (await this.server.exists(name)) ? this.inEnvironment(name, fileStoreOf) : null
  }

  get backupFormats(): readonly BackupFormat[] {
    return this.server.kind === 'pglite' ? ['directory'] : ['custom', 'sql']
  }

  /**
   * A backup, as it is written: only a whole stream is one. Where attachments are kept as files, they are in it.
   *
   * @throws {UserError} for a form that there is not
   */
  async backup(name: string, format?: string): Promise<ReadableStream<Uint8Array>> {
    const chosen = this.backupFormats.find((each) => each === (format ?? this.backupFormats[0]))
    if (chosen === undefined)
      throw new UserError(`Backups of this server are of the form ${this.backupFormats.join(' or ')}.`)
    const files = await this.fileStore(name)
    const dump = await this.server.backup(name, { format: chosen })
    return files === null ? dump : backupWithFiles(dump, files)
  }

  /** Makes a database from a backup. @throws {UserError} where it is none, or there is a database of that name */
  restore(
    name: string,
    backup: ReadableStream<Uint8Array>,
    { trusted = false, ...options }: CopyOptions & Pick<RestoreOptions, 'trusted'> & { copy?: boolean } = {},
  ): Promise<void> {
    const restoring = {
      restoreDump: async (dump: ReadableStream<Uint8Array>) => {
        await this.server.restore(name, dump, { trusted })
        await this.#settle(name, { copy: true, ...options })
      },
      fileStore: () => this.fileStore(name),
      drop: () => this.#drop(name),
    }
    return this.#alone([name], () => restoreBackup(backup, restoring))
  }

  /**
   * Installs addons in a database, while it is served.
   *
   * @throws {AddonInstallError} where that cannot be; nothing is changed then
   */
  install(name: string, addons: readonly string[], options: InstallOptions = {}): Promise<ServedDatabase> {
    const wanted = [...this.#options.always, ...addons]
    return this.#change(name, (installed) => planInstall(wanted, installed, this.#options.addons), options)
  }

  /** Loads addons again, after running their migration scripts. @throws {AddonInstallError} */
  upgrade(name: string, addons: readonly string[]): Promise<ServedDatabase> {
    return this.#change(name, (installed) => planUpgrade(addons, installed, this.#options.addons), {})
  }

  /** Removes addons, their data and tables, and what depends on them. @throws {AddonInstallError} */
  uninstall(name: string, addons: readonly string[]): Promise<ServedDatabase> {
    const { always } = this.#options
    return this.#change(name, (installed) => planUninstall(addons, installed, this.#options.addons, always), {})
  }

  /** Replaces what a database is made of, after its addons changed. */
  replace(served: ServedDatabase): void {
    this.#keep(served.name, Promise.resolve(served))
    this.#open.set(served.name, served)
  }

  /**
   * Opens one transaction for all that is done in a database from now on: requests are savepoints of it, and nothing stays. For tests.
   *
   * @returns the transaction's cursor; `close` ends it
   */
  share(name: string): Cursor {
    let cursor = this.#shared.get(name)
    if (cursor === undefined) this.#shared.set(name, (cursor = this.server.database(name).cursor()))
    return cursor
  }

  /** The transaction that everything in a database is part of, or undefined. */
  shared(name: string): Cursor | undefined {
    return this.#shared.get(name)
  }

  /** Does something with all rights, in a transaction of its own. */
  async inEnvironment<Result>(name: string, run: (env: Environment) => Promise<Result>): Promise<Result> {
    const { database, registry } = await this.open(name)
    const shared = this.#shared.get(name)
    if (shared !== undefined) return shared.savepoint(() => run(registry.env(shared)))
    return database.transaction((cr) => run(registry.env(cr)), {
      constraintMessage: (violation) => registry.constraintMessage(violation),
    })
  }

  /** Forgets what a database is made of: the next request puts it together again. */
  forget(name: string): void {
    this.#served.delete(name)
    this.#open.delete(name)
  }

  async close(): Promise<void> {
    this.#served.clear()
    this.#open.clear()
    for (const cursor of this.#shared.values()) await cursor.close()
    this.#shared.clear()
    await this.server.close()
  }

  /** Makes a copied database one of its own; where that cannot be, it is none of ours, and goes again. */
  async #settle(
    name: string,
    options: CopyOptions & { copy: boolean },
    afterwards: () => Promise<void> = async () => {},
  ): Promise<void> {
    this.forgetNames()
    try {
      await this.inEnvironment(name, (env) => settleCopy(env, options))
      // It has another secret now.
      this.forget(name)
      await afterwards()
    } catch (error) {
      await this.#drop(name).catch(() => {})
      throw error
    }
  }

  /** Waits for what is being done with databases of these names. In the order of names, so that nobody waits for who waits for them. */
  #alone<Result>(names: readonly string[], work: () => Promise<Result>): Promise<Result> {
    const [first, ...others] = [...new Set(names)].toSorted()
    return first === undefined ? work() : this.#works.run(first, () => this.#alone(others, work))
  }

  /** Deletes a database, after what is being changed in it. */
  #drop(name: string): Promise<void> {
    return this.#changes.run(name, async () => {
      this.forget(name)
      try {
        await this.server.drop(name)
      } finally {
        this.forgetNames()
      }
    })
  }

  // One change after another: a second one that waited for the first one's lock would hold an embedded database.
  #change(
    name: string,
    plan: (installed: readonly string[]) => AddonPlan,
    options: InstallOptions,
  ): Promise<ServedDatabase> {
    return this.#changes.run(name, async () => {
      if (this.#shared.has(name)) {
        throw new AddonInstallError(`A test's environment is open in ${name}: change addons before it is asked for.`)
      }
      if (!(await this.server.exists(name))) throw missingDatabase(name)
      const database = this.server.database(name)
      await this.follow(database)
      const served = await this.#options.change(database, plan, options)
      await database.catchUp()
      this.replace(served)
      // Nobody is told that it is done before other processes had their notice, which takes about a millisecond.
      if (database.concurrent) await delay(NOTICE_TIME)
      return served
    })
  }

  /** Puts a database behind all others in the order of use. */
  #used(name: string, opening: Promise<ServedDatabase>): void {
    this.#latest = name
    this.#served.delete(name)
    this.#served.set(name, opening)
  }

  #keep(name: string, opening: Promise<ServedDatabase>): void {
    this.#used(name, opening)
    opening.then(
      (served) => {
        if (this.#served.get(name) === opening) this.#open.set(name, served)
      },
      () => {
        if (this.#served.get(name) === opening) this.forget(name)
      },
    )
    if (this.#served.size > this.#options.limit) this.forget(this.#served.keys().next().value as string)
  }

  async #build(name: string): Promise<ServedDatabase> {
    if (!(await this.server.exists(name))) throw missingDatabase(name)
    const database = this.server.database(name)
    await this.follow(database)
    const content = await database.transaction(databaseContent)
    await database.catchUp()
    return this.#options.build(database, content)
  }

  /** Learns of what other processes change in a database. */
  async follow(database: Database): Promise<void> {
    if (this.#followed.has(database)) return
    this.#followed.add(database)
    database.signals.subscribe(({ kinds, own }) => {
      if (own) return
      for (const kind of kinds) {
        if (kind === 'registry') this.forget(database.name)
        else this.#open.get(database.name)?.registry.clearCaches(kind)
      }
    })
    try {
      await database.signals.start()
    } catch (error) {
      this.#followed.delete(database)
      throw error
    }
    this.#options.log.debug({ database: database.name }, 'A database was opened.')
  }
}

function missingDatabase(name: string): AddonInstallError {
  return new AddonInstallError(`There is no database ${JSON.stringify(name)}.`)
}
