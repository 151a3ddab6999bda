import { AccessError, MissingError } from '../errors/business-errors.ts'
import { NotLoadedError } from '../errors/model-errors.ts'
import { PergolaError } from '../errors/pergola-error.ts'
import { stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import { basePathOf } from '../http/url/application-url.ts'
import type { Environment } from '../models/environment.ts'
import type { Recordset } from '../models/recordset.ts'
import type { FieldPaths } from '../qweb/field-paths.ts'
import type { LanguageFormat } from '../qweb/language-format.ts'
import { QWeb } from '../qweb/qweb.ts'
import type { AssetBundles } from './asset-bundles.ts'
import { assetTags } from './asset-tags.ts'
import { loadNamedFields } from './load-named-fields.ts'
import { recordCacheKey } from './record-cache-key.ts'
import { templateValues } from './template-context.ts'
import { describeField, FieldsNeeded, recordFormatters } from './template-fields.ts'
import { guardTemplates } from './template-guard.ts'
import { seenBy } from './values-seen-by.ts'

/** Templates that are ready to be rendered. */
export interface TemplateEngine {
  readonly qweb: QWeb
  /** By template, what it reads of its variables. */
  readonly paths: Map<string, FieldPaths>
  /** How languages write numbers and dates, by code, where a database says it. */
  readonly languages?: ReadonlyMap<string, LanguageFormat>
}

/** How often a rendering may find that something is still to be loaded. */
const MOST_ATTEMPTS = 100

/** An engine for the templates of requests. */
export function createEngine(load: (name: string) => string | null, assets: AssetBundles): TemplateEngine {
  const qweb = new QWeb({
    load,
    assets: (bundle, options, { request }) => assetTags(assets, bundle, options, request as Request),
    passError: (error) => error instanceof PergolaError || error instanceof FieldsNeeded,
    guard: guardTemplates,
    fieldOf: describeField,
    formatters: recordFormatters,
    cacheKeyOf: recordCacheKey,
  })
  return { qweb, paths: new Map() }
}

/** The environment that a template is rendered in; null before there is one. */
export function renderingEnvironment(request: Request, uid: number | null): Environment | null {
  const { env } = stateOf(request)
  return env === null || uid === null ? env : env.with({ uid })
}

/**
 * Renders a template for a request. What it names of records is loaded before, with the rights of `uid`; what could not be
 * foreseen (in templates called by computed names, say) when it is met, for all records that came together.
 *
 * @throws QWebError; AccessError where a user may not read what the template prints
 */
export async function renderTemplate(
  engine: TemplateEngine,
  template: string,
  given: Readonly<Record<string, unknown>>,
  request: Request,
  uid: number | null,
): Promise<string> {
  const env = renderingEnvironment(request, uid)
  const groups = env === null ? [] : await groupsOf(env)
  const values = templateValues(uid === null ? given : seenBy(given, uid), request, env)
  // Without a database there are no records.
  if (env !== null) await loadNamedFields(values, pathsOf(engine, template))
  const lang = env?.lang ?? request.bestLang
  const debug = request.debug !== ''
  const options = {
    request,
    base_path: basePathOf(stateOf(request)),
    hasGroup: (group: string) => groups.includes(group) && (debug || group !== 'base.group_no_one'),
    languageOf: (code: string) => engine.languages?.get(code || 'en_US'),
    ...(lang === null ? {} : { lang }),
    ...(env?.tz ? { tz: env.tz } : {}),
  }
  return whileLoading(() => engine.qweb.render(template, values, options))
}

/** What is asked while rendering, which waits for nothing, is known before. */
async function groupsOf(env: Environment): Promise<readonly string[]> {
  if (env.uid === null) return []
  await env.ready()
  return env.registry.access.groupNames(env)
}

function pathsOf({ qweb, paths }: TemplateEngine, template: string): FieldPaths {
  const known = paths.get(template)
  if (known !== undefined) return known
  const found = qweb.paths(template)
  paths.set(template, found)
  return found
}

async function whileLoading(render: () => string): Promise<string> {
  const loaded = new Set<string>()
  for (;;) {
    try {
      return render()
    } catch (error) {
      const needed = neededFor(error)
      if (needed === null) throw error
      const { records, fields } = needed
      const what = `${records.describe()} ${fields.join(' ')}`
      if (loaded.has(what) || loaded.size >= MOST_ATTEMPTS) throw error
      loaded.add(what)
      await load(needed, error)
    }
  }
}

type Needed = Pick<FieldsNeeded, 'records' | 'fields'>

function neededFor(error: unknown): Needed | null {
  if (error instanceof FieldsNeeded) return error
  const missing = error instanceof NotLoadedError ? error.missing : null
  return missing === null ? null : { records: missing.records as Recordset, fields: [missing.field] }
}

async function load({ records, fields }: Needed, met: unknown): Promise<void> {
  try {
    await records.env
      .records(records.definition.name, records.ids, records.prefetchIds as never)
      .load(...(fields as never[]))
  } catch (error) {
    // The place in the template that asked for it.
    const { qweb } = met as { qweb?: unknown }
    if (error instanceof AccessError || error instanceof MissingError) {
      Object.defineProperty(error, 'qweb', { value: qweb, configurable: true })
    }
    throw error
  }
}
