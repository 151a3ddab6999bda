import { ORDER, SECTIONS, totalOf } from './servers/shop.ts'

/** What is asked of all contestants, and what all must answer. */
export interface Case {
  readonly name: string
  readonly title: string
  readonly method: 'GET' | 'POST'
  /** They are asked for in turn. */
  readonly paths: readonly string[]
  /** The request body's type, where there is one. */
  readonly type: string | null
  readonly body: string | null
  readonly answerType: string
  /** The answer to a path. */
  readonly answer: (path: string) => string
}

const FIELDS = {
  title: 'Middlemarch, A Study of Provincial Life',
  author: 'George Eliot',
  year: '1871',
  language: 'en',
  note: 'first edition, four volumes & a letter',
}

function get(name: string, title: string, paths: readonly string[], answerType: string, answer: Case['answer']): Case {
  return { name, title, method: 'GET', paths, type: null, body: null, answerType, answer }
}

function post(name: string, title: string, type: string, body: string, answerType: string, answer: string): Case {
  return { name, title, method: 'POST', paths: [`/${name}`], type, body, answerType, answer: () => answer }
}

const JSON_TYPE = 'application/json'

export const CASES: readonly Case[] = [
  get('text', 'text', ['/text'], 'text/plain', () => 'hello'),
  get(
    'params',
    'two integers, 200 routes',
    SECTIONS.map((section, index) => `${section}/${index * 7919}/pages/${index}`),
    'text/html',
    (path) => path.replace(/\/(\d+)\/pages\/(\d+)$/, (_, id, page) => ` ${id} page ${Number(page) + 1}`),
  ),
  post(
    'form',
    'form of five fields',
    'application/x-www-form-urlencoded',
    new URLSearchParams(FIELDS).toString(),
    'text/html',
    FIELDS.title,
  ),
  {
    ...post('json', '1 KB JSON in and out', JSON_TYPE, JSON.stringify(ORDER), JSON_TYPE, ''),
    paths: ['/order'],
    answer: () => JSON.stringify({ ...ORDER, total: totalOf(ORDER.lines) }),
  },
  get('json-out', '1 KB JSON out', ['/order'], JSON_TYPE, () => JSON.stringify(ORDER)),
  post(
    'rpc',
    'JSON-RPC',
    JSON_TYPE,
    JSON.stringify({ jsonrpc: '2.0', method: 'call', params: { price: 12.5, quantity: 3 }, id: 7 }),
    JSON_TYPE,
    JSON.stringify({ jsonrpc: '2.0', id: 7, result: { total: 37.5, currency: 'EUR' } }),
  ),
]
