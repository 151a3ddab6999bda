import type { Request } from './request.ts'

/**
 * A value is about to be rendered. What is put into `values` reaches the renderer; a template finds it by name, unless the
 * value itself has that name. Source: pyramid.events.BeforeRender.
 */
export class BeforeRender {
  readonly request: Request
  readonly rendererName: string
  /** What the view or endpoint returned. */
  readonly value: unknown
  /** `request`, `context`, `view` (the controller), `rendererName`, and whatever listeners add. */
  readonly values: Record<string, unknown>

  constructor(request: Request, rendererName: string, value: unknown, values: Record<string, unknown>) {
    this.request = request
    this.rendererName = rendererName
    this.value = value
    this.values = values
  }
}
