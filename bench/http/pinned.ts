import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Whether a program is there. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
}

/** Whether server and load each have a core of their own. */
export const canPin: boolean = availableParallelism() > 1 && isInstalled('taskset')

/** A command that runs on one core, where that can be had. */
export function pinned(core: number, command: readonly [string, ...string[]]): [string, ...string[]] {
  return canPin ? ['taskset', '-c', String(core), ...command] : [...command]
}
