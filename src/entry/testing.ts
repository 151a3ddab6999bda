// `pergola/testing`: what addons are tested with.
export { Browser, type VisitOptions } from '../testing/browser.ts'
export { RpcError, type RpcErrorObject } from '../testing/rpc-error.ts'
export { createTestApp, TestApp, type TestAppOptions } from '../testing/test-app.ts'
export type { InjectFile, InjectOptions, InjectResult } from '../app/inject.ts'
