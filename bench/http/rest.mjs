// Loaded by servers that are to rest: does on SIGUSR2 what V8 does with a process that had nothing to do for a while.
process.on('SIGUSR2', () => globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }))
