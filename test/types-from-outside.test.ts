import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

// The compiler reads only what a project names, as it does where Pergola is installed: types that stand in a file to which
// no import leads are not there.

const root = join(import.meta.dirname, '..')
const folder = join(root, `.examples-types-${process.pid}`)

const addon = `
import { Controller, route } from 'pergola'
import { fields, Model } from 'pergola/models'

class Ticket extends Model {
  static override model = 'desk.ticket'
  name = fields.char()
}
interface TicketRecord extends Ticket {}
declare module 'pergola/models' {
  interface Models { 'desk.ticket': TicketRecord }
}

export class Desk extends Controller {
  @route('/desk/<model("desk.ticket"):ticket>')
  async page({ ticket }: { ticket: TicketRecord }) {
    return ticket.name
  }

  // @ts-expect-error -- the converter gives a ticket
  @route('/late/<model("desk.ticket"):ticket>')
  async late({ ticket }: { ticket: string }) {
    return ticket
  }
}
`

const run = promisify(execFile)
const tsc = join(root, 'node_modules', '.bin', 'tsc')

/** What the compiler has to say. */
async function complaints(args: readonly string[]): Promise<string> {
  const { stdout } = await run(tsc, args).catch((error: { stdout: string }) => error)
  return stdout
}

test('the types of the model converters come with the entry points', async () => {
  await mkdir(folder, { recursive: true })
  try {
    const built = join(folder, 'built')
    assert.equal(
      await complaints(['-p', join(root, 'tsconfig.build.json'), '--emitDeclarationOnly', '--outDir', built]),
      '',
    )
    await writeFile(join(folder, 'addon.ts'), addon)
    const paths = { pergola: ['./built/entry/pergola.d.ts'], 'pergola/*': ['./built/entry/*.d.ts'] }
    const config = { extends: '../tsconfig.base.json', compilerOptions: { noEmit: true, paths }, files: ['addon.ts'] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    assert.equal(await complaints(['-p', folder]), '')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
