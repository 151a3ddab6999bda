import formbody from '@fastify/formbody'
import { fastify } from 'fastify'
import type { AddressInfo } from 'node:net'
import { announce, ORDER, priceOf, SECTIONS, TEXT, totalOf, type Order, type PriceCall } from './shop.ts'

interface Id {
  Params: { id: string }
}

const HTML = 'text/html; charset=utf-8'

const app = fastify({ logger: false })
await app.register(formbody)

app.get('/text', () => TEXT)
app.get('/order', () => ORDER)
app.post<{ Body: Record<string, string> }>('/form', (request, reply) => reply.type(HTML).send(request.body['title']))
app.post<{ Body: Order }>('/order', (request) => {
  const { number, customer, lines } = request.body
  return { number, customer, lines, total: totalOf(lines) }
})
app.post<{ Body: { id?: unknown; params?: unknown } }>('/rpc', (request) => {
  const { id = null, params } = request.body
  return typeof params === 'object' && params !== null
    ? { jsonrpc: '2.0', id, result: priceOf(params as PriceCall) }
    : { jsonrpc: '2.0', id, error: { code: -32602, message: 'Invalid params' } }
})

for (const section of SECTIONS) {
  app.get(section, (_request, reply) => reply.type(HTML).send(section))
  app.get(`${section}/new`, (_request, reply) => reply.type(HTML).send(`${section} new`))
  app.get<Id>(`${section}/:id(^\\d+$)`, ({ params }, reply) => reply.type(HTML).send(`${section} ${Number(params.id)}`))
  app.get<Id>(`${section}/:id(^\\d+$)/edit`, ({ params }, reply) => reply.type(HTML).send(`edit ${Number(params.id)}`))
  app.get<{ Params: { id: string; page: string } }>(
    `${section}/:id(^\\d+$)/pages/:page(^\\d+$)`,
    ({ params }, reply) => {
      const id = Number(params.id)
      const page = Number(params.page)
      return reply.type(HTML).send(`${section} ${id} page ${page + 1}`)
    },
  )
}

await app.listen({ host: '127.0.0.1', port: 0 })
announce((app.server.address() as AddressInfo).port)
