import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import { createDatabaseServer } from '../../src/database/create-database-server.ts'
import type { DatabaseServer } from '../../src/database/database-server.ts'
import type { DatabaseLog, DatabaseSettings } from '../../src/database/database-settings.ts'
import { skipWithoutPostgres, startPostgres, type PostgresCluster } from './postgres.ts'

/** Where a test's databases stand. */
export interface Backend {
  readonly kind: 'pglite' | 'postgres'
  /** What the databases warned of. */
  readonly warnings: string[]
  readonly server: DatabaseServer
  /** Null on PGlite. */
  readonly cluster: PostgresCluster | null
  /** The server's URL. */
  readonly url: string
}

/** A log that collects. */
export function collectingLog(warnings: string[]): DatabaseLog {
  return { warn: (_details, message) => warnings.push(message), error: (_details, message) => warnings.push(message) }
}

/** Runs one body of tests on PGlite and, where it is installed, on PostgreSQL. */
export function onEachBackend(settings: DatabaseSettings, body: (backend: () => Backend) => void): void {
  for (const kind of ['pglite', 'postgres'] as const) {
    describe(kind, { skip: kind === 'postgres' ? skipWithoutPostgres : false }, () => {
      let backend: Backend | undefined
      let folder: string | undefined
      before(async () => {
        const cluster = kind === 'postgres' ? await startPostgres() : null
        folder = await mkdtemp(join(tmpdir(), 'pergola-databases-'))
        const url = cluster === null ? `pglite:${folder}` : cluster.url('postgres')
        const warnings: string[] = []
        const server = createDatabaseServer(url, { log: collectingLog(warnings), ...settings })
        backend = { kind, warnings, server, cluster, url }
        await server.create('main')
      })
      after(async () => {
        await backend?.server.close()
        await backend?.cluster?.stop()
        if (folder !== undefined) await rm(folder, { recursive: true, force: true })
      })
      body(() => backend!)
    })
  }
}
