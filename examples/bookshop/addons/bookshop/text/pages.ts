/**
 * The pages of a list that are linked to: the first, the last, and those around the one that is shown; null stands for
 * those left out: `6, 31` → `[1, null, 5, 6, 7, null, 31]`.
 */
export function shownPages(page: number, lastPage: number): Array<number | null> {
  const near = [1, page - 1, page, page + 1, lastPage].filter((each) => each >= 1 && each <= lastPage)
  return [...new Set(near)].flatMap((each, index, all) => (each - (all[index - 1] ?? 0) > 1 ? [null, each] : [each]))
}
