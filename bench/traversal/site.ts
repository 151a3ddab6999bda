// What is measured: a tree in which every segment has a child, and a route without resources.
import { Controller, defineAddon, route, view, type Addon, type Resource } from 'pergola'

const DEPTH = 10

/** The path of a resource 10 levels deep. */
export const DEEP: string = `/${Array.from({ length: DEPTH }, (_, index) => `l${index}`).join('/')}`

class Level implements Resource {
  readonly name: string
  readonly parent: Resource | null
  readonly later: boolean
  constructor(name: string, parent: Resource | null, later: boolean) {
    this.name = name
    this.parent = parent
    this.later = later
  }
  child(segment: string): Resource | Promise<Resource> {
    const found = new Level(segment, this, this.later)
    return this.later ? Promise.resolve(found) : found
  }
}

class Pages extends Controller {
  @route('/plain', { auth: 'none' })
  async plain() {
    return 'hello'
  }

  @view({ context: Level })
  async page() {
    return 'hello'
  }
}

export const site: Addon = defineAddon({
  name: 'bench',
  root: import.meta.dirname,
  controllers: [Pages],
  setup: (app) => app.setRootFactory((request) => new Level('', null, request.path.startsWith('/later'))),
})
