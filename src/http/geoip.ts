/**
 * Where a client is, as far as its address tells. All is null where no database of addresses is configured.
 * Source: odoo.http.GeoIP.
 */
export interface GeoIP {
  readonly city: string | null
  readonly countryCode: string | null
  readonly countryName: string | null
  readonly continentCode: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly timeZone: string | null
}

/** Nothing is known. */
export const UNKNOWN_PLACE: GeoIP = Object.freeze({
  city: null,
  countryCode: null,
  countryName: null,
  continentCode: null,
  latitude: null,
  longitude: null,
  timeZone: null,
})
