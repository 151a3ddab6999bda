import { defineAddon } from 'pergola'
import { CallKw } from './controllers/call-kw.ts'
import { Json2 } from './controllers/json2.ts'
import { JsonRpc } from './controllers/jsonrpc.ts'

export default defineAddon({
  name: 'rpc',
  version: '0.1.0',
  summary: 'Methods of models, called by programs: JSON-2, call_kw, JSON-RPC services',
  depends: ['base', 'web'],
  controllers: [Json2, CallKw, JsonRpc],
})
