import { PergolaError, type TweenFactory } from 'pergola'
import { listUrl } from '../urls.ts'
import { html } from './html.ts'
import { layout } from './layout.ts'

/** A tween that gives error pages the look of the shop. Answers in JSON or text, and failures of our own, stay as they are. */
export const errorPages: TweenFactory = (handler) => async (request) => {
  const response = await handler(request)
  const { exception } = request
  const isPage = response.contentType?.startsWith('text/html') === true
  if (isPage && response.status < 500 && exception instanceof PergolaError) {
    response.body = String(errorPage(response.status, exception.message))
  }
  return response
}

function errorPage(status: number, message: string) {
  const title = status === 404 ? 'Not on our shelves' : 'That did not work'
  const main = html`
    <h1>${title}</h1>
    <p class="error">${message}</p>
    <p><a href="${listUrl()}">See all books</a></p>
  `
  return layout({ title, main })
}
