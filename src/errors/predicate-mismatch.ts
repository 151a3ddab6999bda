import { NotFound } from './http-errors.ts'

/**
 * There are views for a context and a name, and for none of them all conditions hold. A view, or what stands around it, may
 * throw it to leave the request to the next view. Source: pyramid.exceptions.PredicateMismatch.
 */
export class PredicateMismatch extends NotFound {}
