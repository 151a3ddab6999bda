import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PageData, Row } from './page.ts'

/** Renders the page. */
export type Render = (data: PageData) => string

const ESCAPED = /[&<>"']/
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  return ESCAPED.test(text) ? text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char) : text
}

/** What a careful person writes by hand: one function for the page and one for a row, template strings, an escape. */
function handWritten(): Render {
  const row = (item: Row): string =>
    `<tr class="${item.stock < 3 ? 'low' : 'row'}"><td>${escapeText(item.name)}</td><td>${escapeText(item.author)}</td>` +
    `<td>${escapeText(item.isbn)}</td><td>${escapeText(item.shelf)}</td><td>${escapeText(String(item.stock))}</td></tr>`
  return ({ title, rows }) => {
    let body = ''
    for (const item of rows) body += row(item)
    return `<html><head><title>${escapeText(title)}</title></head><body><table>${body}</table></body></html>`
  }
}

async function qweb(): Promise<Render> {
  const { QWeb } = await import('../../src/entry/qweb.ts')
  const engine = new QWeb()
    .add(
      'page',
      '<html><head><title><t t-out="title"/></title></head><body><table><t t-foreach="rows" t-as="item"><t t-call="row"/></t></table></body></html>',
    )
    .add(
      'row',
      `<tr t-att-class="item.stock &lt; 3 ? 'low' : 'row'"><td t-out="item.name"/><td t-out="item.author"/><td t-out="item.isbn"/><td t-out="item.shelf"/><td t-out="item.stock"/></tr>`,
    )
  return (values) => engine.render('page', values as unknown as Record<string, unknown>)
}

async function pug(): Promise<Render> {
  const { default: engine } = await import('pug')
  const template = `mixin row(item)
  tr(class=item.stock < 3 ? 'low' : 'row')
    td= item.name
    td= item.author
    td= item.isbn
    td= item.shelf
    td= item.stock
html
  head
    title= title
  body
    table
      each item in rows
        +row(item)`
  return engine.compile(template)
}

const EJS_ROW =
  '<tr class="<%= it.item.stock < 3 ? "low" : "row" %>"><td><%= it.item.name %></td><td><%= it.item.author %></td>' +
  '<td><%= it.item.isbn %></td><td><%= it.item.shelf %></td><td><%= it.item.stock %></td></tr>'

function ejsPage(row: string): string {
  return (
    '<html><head><title><%= it.title %></title></head><body><table><% for (const item of it.rows) { %>' +
    `${row}<% } %></table></body></html>`
  )
}

async function ejs(): Promise<Render> {
  const { default: engine } = await import('ejs')
  const options = { _with: false, localsName: 'it' }
  const row = engine.compile(EJS_ROW, options)
  const page = engine.compile(ejsPage('<%- it.row({ item }) %>'), options)
  return (values) => page({ ...values, row })
}

async function eta(): Promise<Render> {
  const { Eta } = await import('eta')
  const engine = new Eta({ autoTrim: false, cache: true })
  engine.loadTemplate('@row', EJS_ROW)
  engine.loadTemplate('@page', ejsPage("<%~ include('@row', { item }) %>"))
  return (values) => engine.render('@page', values)
}

async function edge(): Promise<Render> {
  const { Edge } = await import('edge.js')
  const engine = Edge.create({ cache: true })
  engine.registerTemplate('components/row', {
    template:
      "<tr class=\"{{ item.stock < 3 ? 'low' : 'row' }}\"><td>{{ item.name }}</td><td>{{ item.author }}</td>" +
      '<td>{{ item.isbn }}</td><td>{{ item.shelf }}</td><td>{{ item.stock }}</td></tr>',
  })
  engine.registerTemplate('page', {
    template:
      '<html><head><title>{{ title }}</title></head><body><table>\n@each(item in rows)\n' +
      "@!component('components/row', { item })\n@end\n</table></body></html>",
  })
  return (values) => engine.renderSync('page', { ...values })
}

async function handlebars(): Promise<Render> {
  const { default: engine } = await import('handlebars')
  engine.registerHelper('low', (stock: number) => (stock < 3 ? 'low' : 'row'))
  engine.registerPartial(
    'row',
    '<tr class="{{low stock}}"><td>{{name}}</td><td>{{author}}</td><td>{{isbn}}</td><td>{{shelf}}</td><td>{{stock}}</td></tr>',
  )
  const page = engine.compile(
    '<html><head><title>{{title}}</title></head><body><table>{{#each rows}}{{> row}}{{/each}}</table></body></html>',
  )
  return (values) => page(values)
}

async function nunjucks(): Promise<Render> {
  const { default: engine } = await import('nunjucks')
  const folder = mkdtempSync(join(tmpdir(), 'bench-qweb-'))
  writeFileSync(
    join(folder, 'row.html'),
    '<tr class="{{ "low" if item.stock < 3 else "row" }}"><td>{{ item.name }}</td><td>{{ item.author }}</td>' +
      '<td>{{ item.isbn }}</td><td>{{ item.shelf }}</td><td>{{ item.stock }}</td></tr>',
  )
  writeFileSync(
    join(folder, 'page.html'),
    '<html><head><title>{{ title }}</title></head><body><table>{% for item in rows %}{% include "row.html" %}{% endfor %}' +
      '</table></body></html>',
  )
  const environment = new engine.Environment(new engine.FileSystemLoader(folder), { autoescape: true })
  return (values) => environment.render('page.html', values)
}

async function kita(): Promise<Render> {
  const { createElement, escapeHtml } = await import('@kitajs/html')
  const cell = (text: string | number): ReturnType<typeof createElement> =>
    createElement('td', null, escapeHtml(String(text)))
  // What its JSX compiles to, with `safe` written as the call of escapeHtml that it stands for.
  const row = ({ item }: { item: Row }): ReturnType<typeof createElement> =>
    createElement(
      'tr',
      { class: item.stock < 3 ? 'low' : 'row' },
      cell(item.name),
      cell(item.author),
      cell(item.isbn),
      cell(item.shelf),
      cell(item.stock),
    )
  return ({ title, rows }) =>
    createElement(
      'html',
      null,
      createElement('head', null, createElement('title', null, escapeHtml(title))),
      createElement(
        'body',
        null,
        createElement(
          'table',
          null,
          rows.map((item) => createElement(row, { item })),
        ),
      ),
    ) as string
}

/** All engines, by name. */
export const engines: Readonly<Record<string, () => Render | Promise<Render>>> = {
  'hand-written': handWritten,
  'pergola qweb': qweb,
  pug,
  ejs,
  eta,
  'edge.js': edge,
  handlebars,
  nunjucks,
  '@kitajs/html': kita,
}
