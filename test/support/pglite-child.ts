// A second process for tests of embedded databases: `node pglite-child.ts hold|write <directory>`.
// It says on standard output what it does; Node runs it as it stands.
import { openDatabase } from '../../src/database/database.ts'

const [, , task, directory] = process.argv
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const database = openDatabase(`pglite:${directory}`)

try {
  await database.transaction((cr) => cr.query('create table if not exists written (n int primary key, filler text)'))
  say('open')
  if (task === 'write') await writeForEver()
  else process.stdin.resume()
} catch (error) {
  say(`${(error as { code?: string }).code}: ${(error as Error).message}`)
  await database.close()
}

async function writeForEver(): Promise<never> {
  const { rows } = await database.transaction((cr) =>
    cr.query<{ n: number }>('select coalesce(max(n), 0) as n from written'),
  )
  for (let n = rows[0]!.n + 1; ; n++) {
    await database.transaction((cr) => cr.query(`insert into written values ($1, repeat('x', 2000))`, [n]))
    say(String(n))
  }
}
