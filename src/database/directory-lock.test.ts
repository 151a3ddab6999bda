import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { DatabaseLockedError } from '../errors/framework-errors.ts'
import { DirectoryLock } from './directory-lock.ts'
import { isProcessAlive, processStart } from './process-identity.ts'

describe('a lock of a directory', () => {
  let folder: string
  let directory: string
  const token = '01234567-89ab-cdef-0123-456789abcdef'
  const leave = (holder: unknown): Promise<void> =>
    writeFile(`${directory}.lock`, typeof holder === 'string' ? holder : JSON.stringify(holder))
  const take = async (): Promise<void> => (await DirectoryLock.acquire(directory)).release()

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pergola-lock-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))
  beforeEach(() => {
    directory = join(folder, 'data')
  })

  test('excludes everybody else, and leaves nothing behind', async () => {
    const lock = await DirectoryLock.acquire(directory)
    const holder = JSON.parse(await readFile(`${directory}.lock`, 'utf8')) as Record<string, unknown>
    assert.equal(holder['pid'], process.pid)
    assert.equal(holder['host'], hostname())
    await assert.rejects(DirectoryLock.acquire(directory), DatabaseLockedError)
    await lock.release()
    await lock.release()
    await take()
    assert.deepEqual(await readdir(folder), [])
  })

  test('a living process keeps it; a dead one, one with another start, and our own id from before lose it', async () => {
    const parent = { pid: process.ppid, started: processStart(process.ppid), host: hostname(), token }
    await leave(parent)
    await assert.rejects(DirectoryLock.acquire(directory), new RegExp(`pid ${process.ppid}\\b`))
    await leave({ ...parent, started: 'another' })
    await take()
    await leave({ ...parent, pid: process.pid, started: 'before the restart' })
    await take()
    // Another thread of this process, or another copy of this module.
    await leave({ ...parent, pid: process.pid, started: processStart(process.pid) })
    await assert.rejects(DirectoryLock.acquire(directory), /this process/)
    await leave({ ...parent, pid: 2 ** 22 + 1, started: null })
    await take()
    assert.deepEqual(await readdir(folder), [])
  })

  test('rubbish is no lock', async () => {
    for (const rubbish of [
      '',
      '{',
      'null',
      '5',
      '{"pid":"1"}',
      JSON.stringify({ pid: 1, host: 'x', token: '../../etc' }),
    ]) {
      await leave(rubbish)
      await take()
    }
    assert.deepEqual(await readdir(folder), [])
  })

  test('a process of another host keeps it while it shows that it lives', async () => {
    await leave({ pid: 1, started: null, host: 'elsewhere', token })
    await assert.rejects(DirectoryLock.acquire(directory), /host "elsewhere"/)
    const longAgo = new Date(Date.now() - 3_600_000)
    await utimes(`${directory}.lock`, longAgo, longAgo)
    await take()
  })

  test('of many that find a stale lock, one gets it', async () => {
    for (let round = 0; round < 10; round++) {
      await leave({ pid: 2 ** 22 + 1, started: null, host: hostname(), token })
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => DirectoryLock.acquire(directory)))
      const locks = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      assert.equal(locks.length, 1)
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof DatabaseLockedError)
      await locks[0]!.release()
    }
    assert.deepEqual(await readdir(folder), [])
  })

  test('a take-over that was interrupted does not stand in the way', async () => {
    const dead = { pid: 2 ** 22 + 1, started: null, host: hostname() }
    await leave({ ...dead, token })
    await writeFile(`${directory}.lock.${token}`, JSON.stringify({ ...dead, token: token.replaceAll('0', '9') }))
    await take()
    assert.deepEqual(await readdir(folder), [])
  })

  test('processes are told apart', () => {
    assert.equal(isProcessAlive(process.pid), true)
    assert.equal(isProcessAlive(2 ** 22 + 1), false)
    assert.equal(processStart(process.pid), processStart(process.pid))
    assert.equal(processStart(2 ** 22 + 1), null)
  })
})
