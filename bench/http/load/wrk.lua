-- The requests of a case, made once and sent in turn. Answers are counted by wrk itself: no Lua runs for them.
local requests = {}
local last = 0

function init()
  local body = os.getenv('BENCH_BODY')
  local headers = {}
  if body == '' then body = nil else headers['Content-Type'] = os.getenv('BENCH_TYPE') end
  for path in string.gmatch(os.getenv('BENCH_PATHS'), '%S+') do
    requests[#requests + 1] = wrk.format(os.getenv('BENCH_METHOD'), path, headers, body)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"errors":%d}\n', summary.requests, summary.duration / 1000000, failed))
end
