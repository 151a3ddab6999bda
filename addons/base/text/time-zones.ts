/** Names in use today that ICU lists under older ones only. */
const renamed = [
  ...'Africa/Asmara America/Argentina/Buenos_Aires America/Indiana/Indianapolis America/Kentucky/Louisville'.split(' '),
  ...'America/Nuuk Asia/Ho_Chi_Minh Asia/Kathmandu Asia/Kolkata Asia/Yangon Atlantic/Faroe Europe/Kyiv'.split(' '),
  ...'Pacific/Chuuk Pacific/Kanton Pacific/Pohnpei Etc/UTC GMT'.split(' '),
]

/** The time zones that this server knows, by name. */
export const timeZones: readonly string[] = [
  ...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), ...renamed.filter(isKnown)]),
].toSorted((one, other) => (one < other ? -1 : 1))

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
