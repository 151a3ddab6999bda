/**
 * Every warning that Pergola gives while it puts addons together, with the code under which it is logged.
 * `docs/errors.md` explains each.
 */
export const warningCodes = {
  unpublished: 'PERGOLA_W_UNPUBLISHED',
  routeType: 'PERGOLA_W_ROUTE_TYPE',
  routeReadonly: 'PERGOLA_W_ROUTE_READONLY',
  routeWithoutPath: 'PERGOLA_W_ROUTE_WITHOUT_PATH',
  unknownOption: 'PERGOLA_W_UNKNOWN_OPTION',
  unknownType: 'PERGOLA_W_UNKNOWN_TYPE',
  unknownAuth: 'PERGOLA_W_UNKNOWN_AUTH',
  duplicateRule: 'PERGOLA_W_DUPLICATE_RULE',
  duplicateName: 'PERGOLA_W_DUPLICATE_NAME',
  brokenRule: 'PERGOLA_W_BROKEN_RULE',
  brokenFamily: 'PERGOLA_W_BROKEN_FAMILY',
  foreignClass: 'PERGOLA_W_FOREIGN_CLASS',
  foreignModel: 'PERGOLA_W_FOREIGN_MODEL',
  unknownCurrency: 'PERGOLA_W_UNKNOWN_CURRENCY',
  duplicateView: 'PERGOLA_W_DUPLICATE_VIEW',
  brokenView: 'PERGOLA_W_BROKEN_VIEW',
  viewRoute: 'PERGOLA_W_VIEW_ROUTE',
  brokenAsset: 'PERGOLA_W_BROKEN_ASSET',
  databaseUnavailable: 'PERGOLA_W_DATABASE_UNAVAILABLE',
  sessionGone: 'PERGOLA_W_SESSION_GONE',
} as const

export type WarningCode = (typeof warningCodes)[keyof typeof warningCodes]

/** A warning, as it is logged and as `pergola routes` lists it. */
export interface Warning {
  readonly code: WarningCode
  readonly message: string
}
