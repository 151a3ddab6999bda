import { fastify } from 'fastify'
import type { AddressInfo } from 'node:net'
import { Pool } from 'pg'
import type { Setting } from '../peers/peer.ts'
import { announce } from './announce.ts'

const { url } = JSON.parse(process.argv[2] as string) as Setting
// As many connections as Pergola has.
const pool = new Pool({ connectionString: url, max: 10 })
const app = fastify({ logger: false })

for (const path of ['/world/:id(^\\d+$)', '/writable/:id(^\\d+$)']) {
  app.get<{ Params: { id: string } }>(path, async ({ params }) => {
    const { rows } = await pool.query<{ id: number; random_number: number }>(
      'select id, random_number from bench_world where id = $1',
      [Number(params.id)],
    )
    const [row] = rows as [{ id: number; random_number: number }]
    return { id: row.id, randomNumber: row.random_number }
  })
}

await app.listen({ host: '127.0.0.1', port: 0 })
announce((app.server.address() as AddressInfo).port)
