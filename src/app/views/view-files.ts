import { readFile } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import type { Addon } from '../addon.ts'
import { parseTemplateFile, type TemplateDeclaration } from '../template-files.ts'
import { templateFiles, versionOf, type TemplateFile } from '../templates.ts'

/** The template files of some addons, read again when one of them changed. */
export class ViewFiles {
  readonly #files: ReadonlyArray<TemplateFile & { readonly shown: string }>
  #version = ''
  #declarations: Promise<TemplateDeclaration[]> | null = null

  constructor(addons: readonly Addon[]) {
    this.#files = addons.flatMap((addon) =>
      templateFiles(addon).map((file) => ({ ...file, shown: shownPath(addon, file.path) })),
    )
  }

  /** What the files say now; the same object as long as nothing changed. */
  async read(): Promise<readonly TemplateDeclaration[]> {
    const version = await versionOf(this.#files)
    if (version !== this.#version) this.#declarations = null
    this.#version = version
    this.#declarations ??= this.#parse()
    this.#declarations.catch(() => (this.#version = ''))
    return this.#declarations
  }

  async #parse(): Promise<TemplateDeclaration[]> {
    const parsed = this.#files.map(async ({ addon, path, shown }) =>
      parseTemplateFile(await readFile(path, 'utf8'), addon, shown),
    )
    return (await Promise.all(parsed)).flat()
  }
}

/** As `arch_fs` has it. */
function shownPath({ name, root }: Addon, path: string): string {
  return `${name}/${relative(root, path).split(sep).join('/')}`
}
