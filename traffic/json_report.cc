#include "traffic/json_report.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::round(value * 1000.0) / 1000.0; }

Json latency_json(const LatencyHistogram& latencies) {
  if (latencies.count() == 0) return nullptr;
  const auto ms = [&](double share) {
    return static_cast<double>(latencies.percentile(share).count()) / 1000.0;
  };
  return {{"p50", ms(0.5)}, {"p90", ms(0.9)}, {"p99", ms(0.99)}};
}

Json backends_json(const Result& result) {
  Json list = Json::array();
  for (const ResultRow& row : rows_of(result)) {
    list.push_back(
        {{"name", row.name.empty() ? Json(nullptr) : Json(row.name)},
         {"address", row.server},
         {"requests", row.requests},
         {"failures", row.failures},
         {"share_percent", rounded(share_percent(row.requests, result.tally.requests()))},
         {"latency_ms", latency_json(row.latencies)}});
  }
  return list;
}

Json reasons_json(const Tally& tally) {
  Json list = Json::array();
  for (const auto& [reason, count] : tally.reasons()) {
    list.push_back({{"reason", reason}, {"count", count}});
  }
  return list;
}

Json spread_json(const Result& result) {
  const Spread& spread = result.spread;
  const auto& snapshot = result.stats.after;
  return {{"verdict", to_string(spread.verdict)},
          {"text", spread.text},
          {"notes", spread.notes},
          {"algorithm", snapshot ? Json(snapshot->balancer.algorithm) : Json(nullptr)},
          {"other_requests", spread.other_requests ? Json(*spread.other_requests) : Json(nullptr)}};
}

}  // namespace

std::string json_report(const Result& result) {
  const Json json{{"url", result.options.target.text()},
                  {"requests", result.tally.requests()},
                  {"failures", result.tally.failures()},
                  {"duration_seconds", rounded(static_cast<double>(result.duration.count()) / 1e6)},
                  {"requests_per_second", rounded(result.requests_per_second())},
                  {"interrupted", result.interrupted},
                  {"ok", result.good()},
                  {"latency_ms", latency_json(result.tally.latencies())},
                  {"backends", backends_json(result)},
                  {"failure_reasons", reasons_json(result.tally)},
                  {"spread", spread_json(result)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rrlb
