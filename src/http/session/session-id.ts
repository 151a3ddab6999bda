import { randomBytes } from 'node:crypto'

/** How many characters of an id stay the same when it is renewed. */
export const FAMILY_LENGTH = 42

const ID_LENGTH = 86
const idPattern: RegExp = new RegExp(`^[A-Za-z0-9_-]{${ID_LENGTH}}$`)

/** A new id: 86 characters, 512 random bits. */
export function newSessionId(): string {
  return randomBytes(64).toString('base64url')
}

/** A new id of the same family. */
export function renewedSessionId(sid: string): string {
  return familyOf(sid) + newSessionId().slice(FAMILY_LENGTH)
}

/** The part of an id that stays. */
export function familyOf(sid: string): string {
  return sid.slice(0, FAMILY_LENGTH)
}

/** Whether a text from outside has the form of an id. */
export function isSessionId(text: string | undefined): text is string {
  return text !== undefined && idPattern.test(text)
}
