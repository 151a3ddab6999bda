import { catalogue, type Search } from '../models/catalogue.ts'
import { html, type Html } from './html.ts'

/** Where a visitor says what to look for; it shows what was looked for last. */
export function searchForm({ q = '', category = '' }: Search): Html {
  const option = (value: string, label: string): Html =>
    html`<option value="${value}" ${value === category && html`selected`}>${label}</option>`
  const groups = [...catalogue().groups].map(
    ([group, categories]) =>
      html`<optgroup label="${group}">
        ${option(group, `All ${group.toLowerCase()}`)}
        ${categories.map((each) => option(each, each.replace(`${group}/`, '')))}
      </optgroup>`,
  )
  return html`<form class="search" role="search" action="/shop">
    <label class="unseen" for="q">Title or author</label>
    <input type="search" id="q" name="q" value="${q}" maxlength="100" placeholder="Title or author" />
    <label class="unseen" for="category">Category</label>
    <select id="category" name="category">
      ${option('', 'All books')} ${groups}
    </select>
    <button>Search</button>
  </form>`
}
