import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { announce, ORDER, priceOf, SECTIONS, TEXT, totalOf, type Order, type PriceCall } from './shop.ts'

const app = new Hono()

app.get('/text', (c) => c.text(TEXT))
app.get('/order', (c) => c.json(ORDER))
app.post('/form', async (c) => c.html((await c.req.parseBody<{ title: string }>()).title))
app.post('/order', async (c) => {
  const { number, customer, lines } = await c.req.json<Order>()
  return c.json({ number, customer, lines, total: totalOf(lines) })
})
app.post('/rpc', async (c) => {
  const { id = null, params } = await c.req.json<{ id?: string | number; params?: unknown }>()
  return typeof params === 'object' && params !== null
    ? c.json({ jsonrpc: '2.0', id, result: priceOf(params as PriceCall) })
    : c.json({ jsonrpc: '2.0', id, error: { code: -32602, message: 'Invalid params' } })
})

for (const section of SECTIONS) {
  app.get(section, (c) => c.html(section))
  app.get(`${section}/new`, (c) => c.html(`${section} new`))
  app.get(`${section}/:id{[0-9]+}`, (c) => c.html(`${section} ${Number(c.req.param('id'))}`))
  app.get(`${section}/:id{[0-9]+}/edit`, (c) => c.html(`edit ${Number(c.req.param('id'))}`))
  app.get(`${section}/:id{[0-9]+}/pages/:page{[0-9]+}`, (c) => {
    const id = Number(c.req.param('id'))
    const page = Number(c.req.param('page'))
    return c.html(`${section} ${id} page ${page + 1}`)
  })
}

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => announce(port))
