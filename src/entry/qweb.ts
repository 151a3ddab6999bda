/**
 * `pergola/qweb`: XML templates, usable alone.
 *
 * @example
 * import { QWeb } from 'pergola/qweb'
 * const qweb = new QWeb().add('hello', '<p t-att-class="kind">Hello <t t-out="name"/></p>')
 * qweb.render('hello', { kind: 'big', name: '<you>' }) // <p class="big">Hello &lt;you&gt;</p>
 */
export { escapeHtml } from '../qweb/escape.ts'
export type { FieldDescription, FormatEnvironment, Formatter } from '../qweb/field-description.ts'
export type { FieldPaths } from '../qweb/field-paths.ts'
export type { Guard } from '../qweb/guard.ts'
export type { LanguageFormat } from '../qweb/language-format.ts'
export { jsonForScript } from '../qweb/json-for-script.ts'
export { Markup, markup } from '../qweb/markup.ts'
export { QWeb } from '../qweb/qweb.ts'
export { QWebError, type TemplatePlace } from '../qweb/qweb-error.ts'
export type { QWebOptions, RenderOptions } from '../qweb/render-options.ts'
export { ViewSet, type View } from '../qweb/view-set.ts'
export { truth } from '../qweb/truth.ts'
export { applyInheritance, type InheritanceOptions } from '../qweb/inheritance.ts'
export type { InheritanceSpec } from '../qweb/inheritance-error.ts'
