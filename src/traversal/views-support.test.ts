// What the tests of views share.
import { defineAddon, type Addon, type AddonManifest, type AddonSetup, type Config, type Resource } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'

/** A tree made of names; `kinds` says which class a name has. */
export class Node implements Resource {
  readonly name: string
  readonly parent: Resource | null
  constructor(name = '', parent: Resource | null = null) {
    this.name = name
    this.parent = parent
  }
  child(segment: string): Resource | undefined {
    if (segment === 'page') return new Page(segment, this)
    return segment === 'special'
      ? new SpecialPage(segment, this)
      : /^n\d/.test(segment)
        ? new Node(segment, this)
        : undefined
  }
}
export class Page extends Node {
  override child(): undefined {
    return undefined
  }
}
export class SpecialPage extends Page {}

export type Controllers = NonNullable<AddonManifest['controllers']>

export function addon(
  name: string,
  controllers: Controllers,
  options: { setup?: (app: AddonSetup) => void; depends?: string[] } = {},
): Addon {
  return defineAddon({
    name,
    root: import.meta.dirname,
    controllers,
    depends: options.depends ?? [],
    ...(options.setup ? { setup: options.setup } : {}),
  })
}

/** An application whose root is a `Node`. */
export function withRoot(controllers: Controllers, setup?: (app: AddonSetup) => void): Addon {
  return addon('site', controllers, {
    setup(app) {
      app.setRootFactory(() => new Node())
      setup?.(app)
    },
  })
}

export async function texts(
  app: TestApp,
  paths: readonly string[],
  headers: Record<string, string> = {},
): Promise<Array<string | number>> {
  const answers = await Promise.all(paths.map((path) => app.inject({ path, headers })))
  return answers.map(({ status, text }) => (status === 200 ? text : status))
}

export const start = (addons: Addon[], config: Config = {}): Promise<TestApp> => createTestApp({ addons, config })
