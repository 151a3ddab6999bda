import type { Request } from '../http/request.ts'

/** Where a composition's templates come from: the files of addons, or a database. */
export interface TemplateSource {
  /**
   * @param values the variables, beside those that every template has
   * @param uid the user whose rights count; null for the request's
   * @returns HTML
   * @throws TemplateNotFoundError, QWebError
   */
  render(
    template: string,
    values: Readonly<Record<string, unknown>>,
    request: Request,
    uid: number | null,
  ): Promise<string>
  /** Whether there is a template of a name. */
  has(template: string, request: Request): Promise<boolean>
  /** A template after all changes, and the files that it comes from; null where nobody has it. */
  source(template: string, request: Request): Promise<TemplateText | null>
}

/** The text of a template. */
export interface TemplateText {
  readonly text: string
  readonly files: readonly string[]
}
