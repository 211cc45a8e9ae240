// The result as one JSON object. An unknown figure is null.
//
//   {"url", "requests", "failures", "duration_seconds", "requests_per_second", "interrupted", "ok",
//    "latency_ms": {"p50","p90","p99"},
//    "backends": [{"name", "address", "requests", "failures", "share_percent", "latency_ms"}],
//    "failure_reasons": [{"reason", "count"}],
//    "spread": {"verdict": "as_promised|broken|unknown", "text", "notes": [], "algorithm",
//               "other_requests"}}
#pragma once

#include <string>

#include "traffic/result.h"

namespace rrlb {

std::string json_report(const Result& result);

}  // namespace rrlb
