/** Values that accompany an environment: `lang`, `tz`, `active_test`, `default_<field>`, `allowed_company_ids`, and an addon's own. JSON only. */
export type Context = Readonly<Record<string, unknown>>

/** Values of fields by their names, as create and write take them. */
export type Values = Readonly<Record<string, unknown>>
