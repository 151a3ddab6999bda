import { Readable } from 'node:stream'
import { SubrequestError } from '../errors/request-errors.ts'
import { withRequest } from '../http/current-request.ts'
import type { SubrequestOptions } from '../http/request-calls.ts'
import { stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import type { App } from './app.ts'
import type { AppComposition } from './composition-builder.ts'
import { finishRequest, handleDynamic } from './handle-request.ts'
import { enterTransaction } from './subrequest-transaction.ts'

/** How many subrequests may run inside each other. */
const MAX_DEPTH = 16

/**
 * Answers a request inside another one's handling. Source: pyramid.router.Router.invoke_subrequest.
 *
 * @throws SubrequestError where it ran before, or is nested too deeply; and whatever the subrequest throws
 */
export async function invokeSubrequest(
  app: App,
  parent: Request,
  subrequest: Request,
  options: SubrequestOptions,
): Promise<Response> {
  const composition = stateOf(parent).composition as AppComposition
  const { ownTransaction = false } = options
  checkNesting(parent, subrequest)
  enterTransaction(composition.transactions, parent, subrequest, ownTransaction)
  const { registry, sign } = stateOf(parent)
  Object.assign(stateOf(subrequest), { parent, composition, registry, sign })
  const handler = options.useTweens ? composition.handler : composition.main
  return withRequest(subrequest, async () => {
    let response: Response
    try {
      response = await handleDynamic(app, subrequest, handler)
    } catch (error) {
      await finishRequest(subrequest)
      throw error
    }
    await finishAfter(response, parent, subrequest)
    return response
  })
}

function checkNesting(parent: Request, subrequest: Request): void {
  if (stateOf(subrequest).parent !== null)
    throw new SubrequestError('A subrequest runs once: make another one by Request.blank.')
  let depth = 1
  for (let each: Request | null = parent; each !== null; each = stateOf(each).parent) {
    if (each === subrequest)
      throw new SubrequestError('A request cannot be its own subrequest: make one by Request.blank.')
    if (++depth > MAX_DEPTH + 1) throw new SubrequestError(`Subrequests are nested more than ${MAX_DEPTH} deep.`)
  }
}

/** What ends a subrequest would end a stream too: that waits until it was read, or the outer request is over. */
async function finishAfter({ body }: Response, parent: Request, subrequest: Request): Promise<void> {
  if (!(body instanceof Readable)) return finishRequest(subrequest)
  let isFinished = false
  const finish = async (): Promise<void> => {
    if (isFinished) return
    isFinished = true
    await withRequest(subrequest, finishRequest, subrequest)
  }
  body.once('close', () => void finish())
  parent.addFinishedCallback(finish)
}
