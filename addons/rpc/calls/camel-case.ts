/** `name_search` as we write it: `nameSearch`. */
export function camelCase(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])_+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase())
}

/** `nameSearch` as Odoo writes it: `name_search`. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
