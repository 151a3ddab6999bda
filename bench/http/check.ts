import type { Case } from './cases.ts'
import type { ServerProcess } from './server-process.ts'

/** What no contestant may take for a page. */
const STRAYS = ['/nowhere', '/shop/books/seven', '/shop/books/7/pages/one', '/shop/books/7/pages/1/more']

/** @throws Error where a contestant does not answer as all must */
export async function check({ name, url }: ServerProcess, cases: readonly Case[]): Promise<void> {
  for (const each of cases) {
    for (const path of each.paths) {
      const response = await fetch(url + path, requestOf(each))
      const answer = `${response.status} ${mediaType(response)} ${await response.text()}`
      const wanted = `200 ${each.answerType} ${each.answer(path)}`
      if (answer !== wanted) throw new Error(`${name}, ${each.title}: answers\n${answer}\nin place of\n${wanted}`)
    }
  }
  for (const path of STRAYS) {
    const { status } = await fetch(url + path)
    if (status !== 404) throw new Error(`${name} answers ${path} with ${status}.`)
  }
}

function requestOf({ method, type, body }: Case): RequestInit {
  return body === null || type === null ? { method } : { method, body, headers: { 'content-type': type } }
}

// All say UTF-8, in this spelling or that; for JSON, where it cannot be otherwise, some do not.
function mediaType(response: Response): string {
  const [type = '', charset] = (response.headers.get('content-type') ?? '').toLowerCase().split(/; */)
  if (charset === undefined ? type !== 'application/json' : charset !== 'charset=utf-8') {
    throw new Error(`${response.url} is answered without charset.`)
  }
  if (response.headers.get('content-length') === null) throw new Error(`${response.url} is answered in chunks.`)
  return type
}
