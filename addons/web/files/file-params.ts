/** What a URL of a file may say, by its path or its query. */
export interface FileParams {
  readonly xmlid?: string
  readonly model?: string
  readonly id?: number | string
  readonly field?: string
  readonly filename?: string
  readonly filename_field?: string
  readonly mimetype?: string
  /** Whatever it is: the URL changes with the content. */
  readonly unique?: string
  readonly download?: string
  readonly nocache?: string
  readonly access_token?: string
}

/** Whether a value of a query says yes. Source: odoo.tools.misc.str2bool. */
export function isYes(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no', 'off', 'f', 'n'].includes(value.toLowerCase())
}
