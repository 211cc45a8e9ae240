#include "traffic/result.h"

#include <map>

namespace rrlb {

bool Result::good() const {
  return !interrupted && tally.failures() == 0 && spread.verdict == Verdict::as_promised;
}

double Result::requests_per_second() const {
  if (duration.count() <= 0) return 0;
  return static_cast<double>(tally.requests()) * 1e6 / static_cast<double>(duration.count());
}

double share_percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::vector<ResultRow> rows_of(const Result& result) {
  std::vector<ResultRow> rows;
  std::map<std::string, std::size_t> row_of;  // by host and port
  const auto& snapshot = result.stats.after ? result.stats.after : result.stats.before;
  if (snapshot) {
    for (const BackendSnapshot& backend : snapshot->backends) {
      std::string server = authority_of(backend.url);
      row_of.emplace(server, rows.size());
      rows.push_back({backend.name, std::move(server), 0, 0, {}});
    }
  }
  for (const ServerTally& server : result.tally.servers()) {
    ResultRow row{"", server.server, server.requests, server.failures, server.latencies};
    const auto known = row_of.find(server.server);
    if (!server.redirected) {
      if (snapshot)
        row.name = server.failures == server.requests ? "(no backend)" : "(not redirected)";
      rows.push_back(row);
    } else if (known != row_of.end()) {
      row.name = rows[known->second].name;
      rows[known->second] = row;
    } else {
      rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace rrlb
