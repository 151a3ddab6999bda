import { dataFileError, type Place } from './data-file-error.ts'
import { isExternalId } from './external-ids.ts'

/**
 * An external id with its addon.
 *
 * @throws {DataFileError} where it is none, or has several dots
 */
export function fullXmlId(addon: string, given: string, place: Place): string {
  const xmlId = given.includes('.') ? given : `${addon}.${given}`
  if (isExternalId(xmlId) && xmlId.split('.').length === 2) return xmlId
  throw dataFileError(
    place,
    `${JSON.stringify(given.slice(0, 120))} is no external id: letters, digits, - and _, with at most one dot after the addon's name`,
  )
}
