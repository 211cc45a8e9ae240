#include "traffic/table_report.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "common/base/printable.h"

namespace rrlb {
namespace {

using Line = std::vector<std::string>;

std::string decimals(double value, int places) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", places, value);
  return text.data();
}

std::string milliseconds(const LatencyHistogram& latencies, double share) {
  if (latencies.count() == 0) return "-";
  return decimals(static_cast<double>(latencies.percentile(share).count()) / 1000.0, 2);
}

Line cells(const std::string& name, const std::string& server, std::uint64_t requests,
           std::uint64_t failures, std::uint64_t all, const LatencyHistogram& latencies) {
  return {name,
          server,
          std::to_string(requests),
          std::to_string(failures),
          decimals(share_percent(requests, all), 2) + " %",
          milliseconds(latencies, 0.5),
          milliseconds(latencies, 0.9),
          milliseconds(latencies, 0.99)};
}

std::string aligned(const std::vector<Line>& lines) {
  constexpr std::size_t kTextColumns = 2;  // names and addresses are left-aligned, numbers right
  std::vector<std::size_t> widths(lines.front().size());
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string text;
  for (const Line& line : lines) {
    std::string row;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string gap(widths[i] - line[i].size(), ' ');
      row += (i == 0 ? "" : "  ") + (i < kTextColumns ? line[i] + gap : gap + line[i]);
    }
    text += row + "\n";
  }
  return text;
}

std::string table(const Result& result) {
  const Tally& tally = result.tally;
  std::vector<Line> lines{
      {"backend", "address", "requests", "failed", "share", "p50 ms", "p90 ms", "p99 ms"}};
  for (const ResultRow& row : rows_of(result)) {
    lines.push_back(cells(row.name.empty() ? "-" : shown(row.name), shown(row.server), row.requests,
                          row.failures, tally.requests(), row.latencies));
  }
  lines.push_back(
      cells("total", "", tally.requests(), tally.failures(), tally.requests(), tally.latencies()));
  return aligned(lines);
}

std::string totals(const Result& result) {
  const double seconds = static_cast<double>(result.duration.count()) / 1e6;
  const std::uint64_t sent = result.tally.requests();
  std::string text = std::to_string(sent) + (sent == 1 ? " request" : " requests");
  if (result.interrupted) text += " of " + std::to_string(result.options.total());
  text += " in " + decimals(seconds, 2) + " s: " + decimals(result.requests_per_second(), 0) +
          " requests/s, " + std::to_string(result.tally.failures()) + " failed\n";
  return text;
}

// The reasons for failures, the most frequent first.
std::string reasons(const Tally& tally) {
  std::vector<std::pair<std::string, std::uint64_t>> list{tally.reasons().begin(),
                                                          tally.reasons().end()};
  std::stable_sort(list.begin(), list.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  constexpr std::size_t kShown = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(list.size(), kShown); ++i) {
    text += "  " + std::to_string(list[i].second) + " x " + shown(list[i].first) + "\n";
  }
  if (list.size() > kShown) {
    text += "  and " + std::to_string(list.size() - kShown) + " other reasons\n";
  }
  return text;
}

std::string coloured(const std::string& text, Verdict verdict, bool colour) {
  if (!colour) return text;
  const char* code = verdict == Verdict::as_promised ? "32"
                     : verdict == Verdict::broken    ? "31"
                                                     : "33";
  return std::string{"\x1b["} + code + "m" + text + "\x1b[0m";
}

}  // namespace

std::string table_report(const Result& result, bool colour) {
  std::string text = table(result) + "\n" + totals(result) + reasons(result.tally);
  const Spread& spread = result.spread;
  text += coloured("spread: " + shown(spread.text), spread.verdict, colour) + "\n";
  for (const std::string& note : spread.notes) text += "note: " + shown(note) + "\n";
  return text;
}

std::string verbose_line(std::uint64_t number, const Outcome& outcome) {
  const std::string first_line = outcome.body.substr(0, outcome.body.find_first_of("\r\n"));
  const std::string status = outcome.status == 0 ? "---" : std::to_string(outcome.status);
  const std::string& what =
      outcome.status == 0 || first_line.empty() ? outcome.problem : first_line;
  return std::to_string(number) + "  " + status + "  " + outcome.url + "  " + shown(what);
}

std::string shown(const std::string& text) {
  constexpr std::size_t kShown = 500;
  return printable(text.substr(0, kShown)) + (text.size() > kShown ? "..." : "");
}

}  // namespace rrlb
