import { FrameworkError } from './framework-errors.ts'

/** A URL cannot be made: no route or static file of that name, or values that are missing. Source: pyramid's KeyError of route_url. */
export class UrlBuildError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_URL_BUILD'
}

/** A subrequest cannot be run: it was run before, is nested too deeply, or asks for what is not there. */
export class SubrequestError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_SUBREQUEST'
}
