import { PergolaError } from '../errors/pergola-error.ts'
import type { LoggedQuery } from '../http/query-log.ts'
import { stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import { Markup, markup } from '../qweb/markup.ts'
import type { AppComposition } from './composition-builder.ts'
import { factsOf, type Facts } from './dev-error-request.ts'
import { codeExcerpt, shortPath, templateExcerpt, templateTrail, type Excerpt } from './dev-error-source.ts'
import { framesOf, type Frame } from './dev-error-stack.ts'
import { devErrorStyle } from './dev-error-style.ts'
import { describeValue } from './redact.ts'

const MAX_CAUSES = 10
const MAX_QUERIES = 200
const SECRET_SQL = /passw|secret|token|key/i

/**
 * A page for whoever develops: the error and its causes, the source around it, the calls and overrides that led there,
 * the queries, and the request without its secrets. It stands for itself: nothing that may be broken takes part in it.
 * Source: werkzeug.debug.
 */
export async function developmentErrorPage(request: Request, error: unknown): Promise<string> {
  const state = stateOf(request)
  const causes = chainOf(error)
  const deepest = causes.at(-1)
  const { templates } = state.composition as AppComposition
  const template = await firstFound(causes, (cause) => templateExcerpt(cause, templates, request))
  const code = await codeExcerpt(deepest, template !== null)
  const name = nameOf(error)
  const page = markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>${name} at ${state.source.method} ${state.rawPath}</title>
<style>${new Markup(devErrorStyle)}</style>
</head>
<body>
<header><p>500 at ${state.source.method} ${state.rawPath}</p><h1>${name}</h1></header>
<main>
${joined(causes.map(causeOf))}
${template === null ? nothing : excerptOf(template)}
${code === null ? nothing : excerptOf(code)}
${templateCalls(causes)}
${stackOf(framesOf(deepest))}
${overridesOf(request)}
${queriesOf(state.queryLog)}
${joined(factsOf(request).map(tableOf))}
</main>
<footer>This page is shown because development is on. With it off, visitors are told the id of the request, and nothing else.</footer>
</body>
</html>
`
  return page.toString()
}

/** The error, and what caused it. */
function chainOf(error: unknown): unknown[] {
  const chain = [error]
  for (let last = error; chain.length < MAX_CAUSES && last instanceof Error && last.cause !== undefined;) {
    last = last.cause
    if (chain.includes(last)) break
    chain.push(last)
  }
  return chain
}

async function firstFound<Found>(
  errors: readonly unknown[],
  find: (error: unknown) => Promise<Found | null>,
): Promise<Found | null> {
  for (const error of errors) {
    const found = await find(error)
    if (found !== null) return found
  }
  return null
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return `Thrown: ${typeof error}`
  return error instanceof PergolaError ? `${error.name} (${error.code})` : error.name
}

function causeOf(error: unknown, index: number): Markup {
  const message = error instanceof Error ? error.message : describeValue(error)
  if (index === 0) return markup`<pre class="message">${message}</pre>`
  return markup`<h2>Caused by ${nameOf(error)}</h2><pre class="message">${message}</pre>`
}

function excerptOf({ title, detail, lines }: Excerpt): Markup {
  const rows = lines.map(({ number, text, isMeant }) =>
    isMeant
      ? markup`<mark><b>${String(number).padStart(5)}</b> ${text}</mark>\n`
      : markup`<b>${String(number).padStart(5)}</b> ${text}\n`,
  )
  return markup`<section><h2>${title}</h2><p>${detail}</p><pre class="source" tabindex="0">${joined(rows)}</pre></section>`
}

function templateCalls(causes: readonly unknown[]): Markup {
  const trail = causes.map(templateTrail).find((places) => places.length > 1) ?? []
  if (trail.length === 0) return nothing
  const rows = trail.map(
    ({ template, line, element }) => markup`<li><code>${template}</code>, line ${line}: <code>${element}</code></li>`,
  )
  return markup`<section><h2>Templates, the innermost first</h2><ol>${joined(rows)}</ol></section>`
}

function stackOf(frames: readonly Frame[]): Markup {
  if (frames.length === 0) return nothing
  const others = frames.filter(({ isOwn }) => !isOwn)
  const own = frames.filter(({ isOwn }) => isOwn)
  return markup`<section><h2>Calls, the innermost first</h2>
<ol>${joined(own.map(frameOf))}</ol>
<details><summary>${others.length} of Pergola, packages and Node</summary><ol>${joined(others.map(frameOf))}</ol></details></section>`
}

function frameOf({ call, file, line, column }: Frame): Markup {
  return markup`<li><code>${call || '(file)'}</code> <span>${shortPath(file)}:${line}:${column}</span></li>`
}

/** The classes whose definitions of the endpoint ran, or would have. */
function overridesOf(request: Request): Markup {
  const { match, located } = stateOf(request)
  if (match === null) {
    const { viewName = '', context } = located ?? {}
    const walk = located === null ? '' : ` The path led to ${describeValue(context)}, view '${viewName}'.`
    return markup`<section><h2>Endpoint</h2><p>No route matched.${walk}</p></section>`
  }
  const { name, methodName, paths, owners, options } = match.endpoint
  const rows = owners.map(({ addon, className }) => markup`<li><code>${addon}.${className}.${methodName}</code></li>`)
  return markup`<section><h2>Endpoint ${name}</h2>
<p><code>${paths.join(' ')}</code>, type ${options.type}</p>
<p>Its overrides, the outermost first; each reaches the next by <code>super</code>:</p>
<ol>${joined(rows)}</ol></section>`
}

function queriesOf(queries: readonly LoggedQuery[] | null): Markup {
  if (queries === null) return nothing
  const shown = queries.slice(-MAX_QUERIES)
  const rows = shown.map(({ sql, parameters, duration, error }) => {
    const values = SECRET_SQL.test(sql) ? `${parameters.length} hidden` : describeValue(parameters)
    const time = duration === null ? '' : `${duration.toFixed(1)} ms`
    const failure = error === undefined ? nothing : markup` <strong>${error}</strong>`
    return markup`<li><pre>${sql}</pre><span>${parameters.length === 0 ? '' : values} ${time}</span>${failure}</li>`
  })
  const left = queries.length - shown.length
  const note = left === 0 ? nothing : markup`<p>${left} earlier ones are left out.</p>`
  return markup`<section><h2>SQL: ${queries.length} queries</h2>${note}<ol class="queries">${joined(rows)}</ol></section>`
}

function tableOf({ title, rows }: Facts): Markup {
  if (rows.length === 0) return nothing
  const lines = rows.map(([name, value]) => markup`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`)
  return markup`<section><h2>${title}</h2><div class="wide" tabindex="0"><table>${joined(lines)}</table></div></section>`
}

const nothing = new Markup('')

function joined(parts: readonly Markup[]): Markup {
  return new Markup(parts.join(''))
}
