import { ValidationError } from 'pergola'
import { QWeb, QWebError, ViewSet } from 'pergola/qweb'
import type { FamilyView } from './view-family.ts'

/**
 * Makes sure that a view can be used: its changes find their places, and what comes of it compiles. So do the views that are
 * made with it.
 *
 * @param family the view, and all that are put together with it
 * @throws {ValidationError} naming view, addon and expression
 */
export function checkView(id: number, family: readonly FamilyView[], everything: boolean): void {
  const set = new ViewSet(family)
  const view = family.find((each) => each.id === id)
  if (view === undefined) return
  try {
    compile(set, view)
    if (!everything) return
    for (const other of family) if (other !== view && other.primary && isPartOf(set, view, other)) compile(set, other)
  } catch (error) {
    if (!(error instanceof QWebError)) throw error
    throw new ValidationError(`The view ${view.key} cannot be saved: ${error.message}`, { cause: error })
  }
}

function compile(set: ViewSet<FamilyView>, view: FamilyView): void {
  const [{ key }] = set.parts(view)
  const name = view.primary ? view.key : key
  new QWeb({ warn: () => {} }).add(name, set.source(view)).compile(name)
}

function isPartOf(set: ViewSet<FamilyView>, view: FamilyView, whole: FamilyView): boolean {
  try {
    return set.parts(whole).includes(view)
  } catch {
    return false // was broken before
  }
}
