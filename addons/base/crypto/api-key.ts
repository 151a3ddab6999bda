import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** How many characters of a key are kept in clear, to find its row. */
const INDEX_LENGTH = 8
const KEY = /^[0-9a-f]{40}$/

/** A new key: 20 random bytes, in hexadecimal. Source: odoo's `API_KEY_SIZE`. */
export function createApiKey(): string {
  return randomBytes(20).toString('hex')
}

/** Whether a text has the form of a key. */
export function isApiKey(text: string): boolean {
  return KEY.test(text)
}

/** The part of a key by which its row is found. */
export function apiKeyIndex(key: string): string {
  return key.slice(0, INDEX_LENGTH)
}

/**
 * What is kept of a key. It has 160 random bits, which no slow hash would make harder to guess.
 */
export function hashApiKey(key: string): string {
  return `$sha256$${createHash('sha256').update(key).digest('base64')}`
}

/** Whether a key is the one of a hash; takes the same time for every key. */
export function verifyApiKey(key: string, hash: string): boolean {
  const made = Buffer.from(hashApiKey(key))
  const kept = Buffer.from(hash)
  return made.length === kept.length && timingSafeEqual(made, kept)
}
