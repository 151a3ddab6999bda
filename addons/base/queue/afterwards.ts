import type { Environment } from 'pergola/models'

/**
 * Does work in a transaction of its own after the present one has ended, however it ended: for what must be kept even where
 * a request fails. The work has all rights. What it throws is logged, not thrown.
 */
export function afterwards(env: Environment, work: (env: Environment) => Promise<unknown>): void {
  const { cr, registry } = env
  let done = false
  const run = async (): Promise<void> => {
    if (done) return
    done = true
    await registry.database.transaction((own) => work(registry.env(own)))
  }
  cr.postcommit.add(run)
  cr.postrollback.add(run)
}
