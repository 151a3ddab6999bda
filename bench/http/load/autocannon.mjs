// Where wrk is missing: the same load by autocannon.
import autocannon from 'autocannon'

const [url = '', connections = '48', seconds = '2'] = process.argv.slice(2)
const { BENCH_METHOD: method, BENCH_PATHS: paths = '/', BENCH_TYPE: type, BENCH_BODY: body } = process.env
const content = body ? { body, headers: { 'content-type': type } } : {}

const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  timeout: 10,
  requests: paths.split(' ').map((path) => ({ method, path, ...content })),
})
const errors = result.errors + result.non2xx
process.stdout.write(`${JSON.stringify({ requests: result.requests.total, seconds: result.duration, errors })}\n`)
