import type { Request, Response } from 'pergola'
import type { ShelvedBook } from '../resources/book.ts'
import { crumbsOf } from '../resources/crumbs.ts'
import { languageNames } from '../text/language-names.ts'

const SIMILAR_BOOKS = 5

/** The page of one book, wherever one comes from. */
export async function bookPage(resource: ShelvedBook, request: Request): Promise<Response> {
  const book = await resource.record.load('language')
  return request.render('bookshop.page', {
    book,
    similar: await book.similar(SIMILAR_BOOKS),
    languages: languageNames(book.language === null ? [] : [book.language]),
    crumbs: crumbsOf(resource, request),
  })
}
