/** Tells the process that started this one where it listens, and its processor time whenever it asks. */
export function announce(port: number): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpu: user + system })
  })
  process.once('disconnect', () => process.exit())
  process.send?.({ port })
}
