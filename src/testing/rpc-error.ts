/** An error as JSON-RPC gives it. */
export interface RpcErrorObject {
  readonly code: number
  readonly message: string
  readonly data: {
    readonly name: string
    readonly code: string
    readonly message: string
    readonly arguments: readonly unknown[]
    readonly context: Readonly<Record<string, unknown>>
    readonly debug: string
  }
}

/** A JSON-RPC call was answered with an error object. */
export class RpcError extends Error {
  readonly code: number
  readonly data: RpcErrorObject['data']

  constructor({ code, message, data }: RpcErrorObject) {
    super(message)
    this.name = 'RpcError'
    this.code = code
    this.data = data
  }
}
