import type { Element } from '@xmldom/xmldom'
import { ConfigurationError } from '../../errors/framework-errors.ts'
import { PergolaError } from '../../errors/pergola-error.ts'
import { readAddonFile } from '../../models/data/addon-files.ts'
import { dataFileError } from '../../models/data/data-file-error.ts'
import { isConflict, type ElementDetails, type LoadMode } from '../../models/data/data-run.ts'
import type { Environment } from '../../models/environment.ts'
import type { Addon } from '../addon.ts'
import { parseTemplateFile, readTemplate, viewFiles, type TemplateDeclaration } from '../template-files.ts'

/** The model that keeps templates. */
export const VIEW_MODEL = 'ir.ui.view'

/**
 * Loads the templates of an addon's files into the database. What an administrator changed by hand stays as it is, and so does
 * what is `noupdate`.
 *
 * @returns the external ids that the files have
 * @throws {DataFileError} naming file and line
 *
 * Source: odoo.tools.convert._tag_template.
 */
export async function loadViews(env: Environment, addon: Addon, mode: LoadMode): Promise<string[]> {
  if (!env.registry.has(VIEW_MODEL)) return []
  const context = { install_mode: true, install_module: addon.name }
  const root = env.with({ uid: 1, su: true, context })
  const declarations = inOrder(viewFiles(addon).flatMap((file) => parse(addon, file)))
  await env.registry.externalIds.findAll(root, externalIds(declarations))
  for (const declaration of declarations) await storeView(root, declaration, { mode, noupdate: false })
  await root.flush()
  return declarations.map(({ key }) => key)
}

/** Loads a `<template>` of a data file. */
export async function loadTemplateElement(element: Element, details: ElementDetails): Promise<void> {
  const { env, addon, file } = details
  await storeView(env, readTemplate(element, addon, file), details)
}

function parse(addon: Addon, path: string): TemplateDeclaration[] {
  return parseTemplateFile(readAddonFile(addon, path).toString('utf8'), addon.name, `${addon.name}/${path}`)
}

function externalIds(declarations: readonly TemplateDeclaration[]): string[] {
  return declarations.flatMap(({ key, inherits, groups }) => [key, ...(inherits === null ? [] : [inherits]), ...groups])
}

/** What is inherited comes before what inherits it, wherever it stands. */
function inOrder(declarations: readonly TemplateDeclaration[]): TemplateDeclaration[] {
  const waiting = new Map(declarations.map((each) => [each.key, each]))
  const ordered: TemplateDeclaration[] = []
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ inherits }) => inherits === null || !waiting.has(inherits))
    // In a circle: the first one says what is wrong.
    for (const each of ready.length > 0 ? ready : waiting.values()) {
      waiting.delete(each.key)
      ordered.push(each)
    }
  }
  return ordered
}

async function storeView(
  env: Environment,
  declaration: TemplateDeclaration,
  options: { readonly mode: LoadMode; readonly noupdate: boolean },
): Promise<void> {
  try {
    await store(env, declaration, options)
  } catch (error) {
    if (isConflict(error) || !(error instanceof PergolaError)) throw error
    throw dataFileError(declaration, error.message, error)
  }
}

async function store(
  env: Environment,
  declaration: TemplateDeclaration,
  { mode, noupdate }: { readonly mode: LoadMode; readonly noupdate: boolean },
): Promise<void> {
  const { key, active } = declaration
  const { externalIds: ids } = env.registry
  const known = await ids.find(env, key)
  const views = env.records(VIEW_MODEL)
  const view = known?.model === VIEW_MODEL ? await env.records(VIEW_MODEL, [known.id]).exists() : views
  if (view.length === 0) {
    const made = await views.create({ ...(await valuesOf(env, declaration)), active })
    return ids.set(env, key, VIEW_MODEL, made.ids[0] as number, { noupdate })
  }
  if (mode === 'update' && known?.noupdate === true) return
  const { arch, ...values } = await valuesOf(env, declaration)
  const { arch_updated: isChanged } = (await view.load('arch_updated')) as unknown as { arch_updated: boolean }
  await view.write(isChanged ? values : { ...values, arch })
}

/** An administrator's decision whether a view is active is not among them. */
async function valuesOf(env: Environment, declaration: TemplateDeclaration): Promise<Record<string, unknown>> {
  const { key, name, inherits, primary, priority, groups, file, arch } = declaration
  const source = arch.trimStart()
  return {
    key,
    name,
    type: 'qweb',
    arch: source,
    arch_origin: source,
    arch_fs: file,
    inherit_id: inherits === null ? null : await need(env, inherits, VIEW_MODEL, declaration),
    mode: inherits === null || primary ? 'primary' : 'extension',
    priority,
    groups_id: [[6, 0, await Promise.all(groups.map((group) => need(env, group, 'res.groups', declaration)))]],
  }
}

async function need(env: Environment, xmlId: string, model: string, place: TemplateDeclaration): Promise<number> {
  const target = await env.registry.externalIds.find(env, xmlId)
  if (target?.model === model) return target.id
  throw new ConfigurationError(`${place.key}: there is no ${model === VIEW_MODEL ? 'template' : 'group'} ${xmlId}`)
}
