import { html, type Html } from './html.ts'

/** Where a list stands, and where its other pages are. */
export interface Place {
  readonly page: number
  readonly lastPage: number
  readonly urlOf: (page: number) => string
}

/** Links to the pages of a list: the first, the last, and those around the one that is shown. */
export function pager({ page, lastPage, urlOf }: Place): Html | null {
  if (lastPage === 1) return null
  const link = (to: number, label: string, rel: string): Html =>
    html`<li><a href="${urlOf(to)}" rel="${rel}">${label}</a></li>`
  const pages = shownPages(page, lastPage).map((each) => {
    if (each === null) return html`<li class="gap" aria-hidden="true">…</li>`
    const here = each === page && html`aria-current="page"`
    return html`<li>
      <a href="${urlOf(each)}" ${here}><span class="unseen">Page </span>${each}</a>
    </li>`
  })
  return html`<nav aria-label="Pages">
    <ul class="pager">
      ${page > 1 && link(page - 1, 'Previous', 'prev')} ${pages} ${page < lastPage && link(page + 1, 'Next', 'next')}
    </ul>
  </nav>`
}

/** `6, 31` → `[1, null, 5, 6, 7, null, 31]`, where null stands for those left out. */
function shownPages(page: number, lastPage: number): Array<number | null> {
  const near = [1, page - 1, page, page + 1, lastPage].filter((each) => each >= 1 && each <= lastPage)
  return [...new Set(near)].flatMap((each, index, all) => (each - (all[index - 1] ?? 0) > 1 ? [null, each] : [each]))
}
