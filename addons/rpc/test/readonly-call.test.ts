import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Request } from 'pergola'
import { isReadonlyCall } from '../calls/readonly-call.ts'
import { withVault } from './vault.ts'

const vault = withVault()

function reads(path: string): boolean {
  return isReadonlyCall(vault.env.registry, { path } as Request)
}

test('a URL tells whether a call only reads', () => {
  for (const method of [
    'search',
    'search_read',
    'searchRead',
    'read',
    'name_search',
    'findLight',
    'find_light',
    'touch',
  ]) {
    assert.equal(reads(`/json/2/vault.note/${method}`), true, method)
    assert.equal(reads(`/web/dataset/call_kw/vault.note/${method}`), true, method)
  }
  for (const method of [
    'create',
    'write',
    'unlink',
    'copy',
    'name_create',
    'weigh',
    'sudo',
    'constructor',
    'no_method',
  ]) {
    assert.equal(reads(`/json/2/vault.note/${method}`), false, method)
  }
  for (const path of ['/json/2/no.model/search', '/json/2/constructor/search', '/web/dataset/call_kw', '/']) {
    assert.equal(reads(path), false, path)
  }
})
