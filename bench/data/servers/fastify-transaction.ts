/** What Pergola promises of each request, by hand: a transaction of its own, REPEATABLE READ, read-only where its route is. */
import { fastify } from 'fastify'
import type { AddressInfo } from 'node:net'
import { Pool } from 'pg'
import type { Setting } from '../peers/peer.ts'
import { announce } from './announce.ts'

const { url } = JSON.parse(process.argv[2] as string) as Setting
const pool = new Pool({ connectionString: url, max: 10, pipeline: true })
const app = fastify({ logger: false })

for (const [path, mode] of [
  ['/world/:id(^\\d+$)', 'read only'],
  ['/writable/:id(^\\d+$)', 'read write'],
] as const) {
  app.get<{ Params: { id: string } }>(path, async ({ params }) => {
    const client = await pool.connect()
    try {
      const begun = client.query(`begin isolation level repeatable read ${mode}`)
      const read = client.query<{ id: number; random_number: number }>(
        'select id, random_number from bench_world where id = $1',
        [Number(params.id)],
      )
      const [, { rows }] = await Promise.all([begun, read])
      await client.query('commit')
      const [row] = rows as [{ id: number; random_number: number }]
      return { id: row.id, randomNumber: row.random_number }
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  })
}

await app.listen({ host: '127.0.0.1', port: 0 })
announce((app.server.address() as AddressInfo).port)
