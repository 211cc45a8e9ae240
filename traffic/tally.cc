#include "traffic/tally.h"

#include <array>
#include <utility>

namespace rrlb {

std::string status_text(int status) {
  static constexpr std::array<std::pair<int, std::string_view>, 14> kPhrases{
      {{200, "OK"},
       {204, "No Content"},
       {400, "Bad Request"},
       {403, "Forbidden"},
       {404, "Not Found"},
       {405, "Method Not Allowed"},
       {408, "Request Timeout"},
       {414, "URI Too Long"},
       {429, "Too Many Requests"},
       {431, "Request Header Fields Too Large"},
       {500, "Internal Server Error"},
       {502, "Bad Gateway"},
       {503, "Service Unavailable"},
       {504, "Gateway Timeout"}}};
  for (const auto& [code, phrase] : kPhrases) {
    if (code == status) return std::to_string(status) + " " + std::string{phrase};
  }
  return std::to_string(status);
}

ServerTally& Tally::tally_of(std::string_view server, bool redirected) {
  const std::string key = (redirected ? "> " : "= ") + std::string{server};
  const auto [found, added] = index_.emplace(key, servers_.size());
  if (added) servers_.push_back({std::string{server}, redirected, 0, 0, {}});
  return servers_[found->second];
}

void Tally::record(const Outcome& outcome) {
  ServerTally& tally = tally_of(outcome.server, outcome.redirected);
  ++requests_;
  ++tally.requests;
  if (outcome.first_answered()) ++first_answered_;
  if (outcome.failed()) {
    ++failures_;
    ++tally.failures;
    ++reasons_[outcome.server + ": " + outcome.problem];
  } else {
    tally.latencies.record(outcome.latency);
    latencies_.record(outcome.latency);
  }
}

}  // namespace rrlb
