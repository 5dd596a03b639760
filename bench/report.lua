-- wrk: a new report with every request; at the end one line of JSON.
local symptoms = {"home_not_loading", "feed_missing", "login_failure"}
local countries = {"SA", "US", "DE", "EG", "JP"}
local threads, number = 0, 0
function setup(thread) thread:set("id", threads); threads = threads + 1 end
function request()
  number = number + 1
  return wrk.format("POST", "/api/v1/reports", {["Content-Type"] = "application/json"},
    string.format('{"service":"x","symptom":"%s","country":"%s","note":"report %d of %d"}',
      symptoms[number % 3 + 1], countries[number % 5 + 1], number, id))
end
function done(summary, latency)
  io.write(string.format('{"answers":%d,"bad":%d,"seconds":%f,"p50":%f,"p99":%f}\n',
    summary.requests, summary.errors.status, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
