import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from 'pergola'
import { bench } from '../peers/addon.ts'
import type { Setting } from '../peers/peer.ts'
import { announce } from './announce.ts'

const { serverUrl } = JSON.parse(process.argv[2] as string) as Setting
const dataFolder = mkdtempSync(join(tmpdir(), 'pergola-bench-'))
process.on('exit', () => rmSync(dataFolder, { recursive: true, force: true }))

const app = createApp({
  addons: [bench],
  database: { url: serverUrl, filter: '^bench$' },
  accessLog: false,
  dataFolder,
})
const { port } = await app.listen({ port: 0 })
announce(port)
