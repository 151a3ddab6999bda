import { createHook } from 'node:async_hooks'

let kept: object | undefined

/**
 * Keeps one task of `process.nextTick` for the life of the process, and with it the shape of all.
 *
 * Node.js makes these tasks, several for each request, of an object literal with computed names. When a process rests, V8
 * collects the shapes that no object has; what it knew of such a literal it then gives up for good, and a server that
 * rested once took a fifth more processor time for each request from then on.
 *
 * @returns the task; undefined where Node.js shows none
 */
export function keepTickShape(): object | undefined {
  kept ??= newTask()
  return kept
}

// `executionAsyncResource` would show it too, but from then on every callback of the process goes a longer way.
function newTask(): object | undefined {
  let task: object | undefined
  const hook = createHook({
    init: (_id, type, _trigger, resource) => {
      if (type === 'TickObject') task ??= resource
    },
    trackPromises: false,
  })
  hook.enable()
  process.nextTick(() => {})
  hook.disable()
  return task
}
