// The site in a process of its own; says its port.
import { createTestApp } from 'pergola/testing'
import { site } from './site.ts'

const test = await createTestApp({ addons: [site] })
const { port } = await test.listen()
process.stdout.write(`${port}\n`)
