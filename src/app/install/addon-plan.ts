import { AddonInstallError } from '../../errors/model-errors.ts'
import type { Addon } from '../addon.ts'
import { inDependencyOrder } from '../addon-order.ts'

/** What is to become of a database's addons. */
export interface AddonPlan {
  /** Installed afterwards, in the order of addons. */
  readonly all: readonly Addon[]
  /** Newly installed, in order. */
  readonly added: readonly Addon[]
  /** Loaded again, in order. */
  readonly updated: readonly Addon[]
  /** No longer installed, the dependent ones first. */
  readonly removed: readonly string[]
}

type Addons = ReadonlyMap<string, Addon>

/**
 * What an installation means: the addons, what they depend on, and those that install themselves as soon as all that they name is
 * there. Source: odoo.modules `button_install`.
 *
 * @throws {AddonInstallError} for an addon that is not on the addons path
 */
export function planInstall(names: readonly string[], installed: readonly string[], addons: Addons): AddonPlan {
  const wanted = new Set([...installed.filter((name) => addons.has(name)), ...names])
  let all = ordered(wanted, addons)
  for (let grown = true; grown;) {
    const present = new Set(all.map(({ name }) => name))
    const further = [...addons.values()].filter(
      ({ name, autoInstall }) => !present.has(name) && isDue(autoInstall, present),
    )
    grown = further.length > 0
    if (grown) all = ordered([...present, ...further.map(({ name }) => name)], addons)
  }
  return { all, added: all.filter(({ name }) => !installed.includes(name)), updated: [], removed: [] }
}

function isDue(autoInstall: readonly string[] | null, present: ReadonlySet<string>): boolean {
  return autoInstall !== null && autoInstall.every((name) => present.has(name))
}

/**
 * What an upgrade means: the addons, and the installed ones that depend on them, are loaded again.
 *
 * @throws {AddonInstallError} for an addon that is not installed
 */
export function planUpgrade(names: readonly string[], installed: readonly string[], addons: Addons): AddonPlan {
  for (const name of names) if (!installed.includes(name)) throw notInstalled(name)
  const plan = planInstall([], installed, addons)
  const updated = plan.all.filter((addon) => names.some((name) => needs(addon, name, addons)))
  return { ...plan, updated: updated.filter((addon) => !plan.added.includes(addon)) }
}

/**
 * What an uninstallation means: the addons go, and all that depend on them.
 *
 * @param kept addons that cannot go
 * @throws {AddonInstallError} for an addon that is not installed, or has to stay
 */
export function planUninstall(
  names: readonly string[],
  installed: readonly string[],
  addons: Addons,
  kept: readonly string[],
): AddonPlan {
  for (const name of names) {
    if (!installed.includes(name)) throw notInstalled(name)
    if (kept.includes(name))
      throw new AddonInstallError(`The addon ${name} cannot be uninstalled: every database has it.`)
  }
  const isGone = (name: string): boolean => {
    const addon = addons.get(name)
    return names.includes(name) || (addon !== undefined && names.some((each) => needs(addon, each, addons)))
  }
  const staying = installed.filter((name) => addons.has(name) && !isGone(name))
  const order = ordered(
    installed.filter((name) => addons.has(name)),
    addons,
  ).map(({ name }) => name)
  const removed = installed.filter(isGone).toSorted((a, b) => order.indexOf(b) - order.indexOf(a))
  return { all: ordered(staying, addons), added: [], updated: [], removed }
}

function notInstalled(name: string): AddonInstallError {
  return new AddonInstallError(`The addon ${name} is not installed in this database.`)
}

function needs(addon: Addon, name: string, addons: Addons): boolean {
  if (addon.name === name) return true
  return addon.depends.some((each) => {
    const next = addons.get(each)
    return next !== undefined && needs(next, name, addons)
  })
}

function ordered(names: Iterable<string>, addons: Addons): Addon[] {
  try {
    return inDependencyOrder(names, addons)
  } catch (error) {
    throw new AddonInstallError((error as Error).message, { cause: error })
  }
}
