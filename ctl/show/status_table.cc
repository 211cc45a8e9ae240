#include "ctl/show/status_table.h"

#include <algorithm>

#include "common/base/duration.h"
#include "common/base/printable.h"
#include "common/program/command_line.h"
#include "ctl/show/figures.h"
#include "ctl/show/moments.h"

namespace rrlb {
namespace {

std::string word(const std::string& text) { return text.empty() ? "-" : printable(text); }

std::string plural(std::uint64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::uint64_t count_up(const Stats& stats) {
  return static_cast<std::uint64_t>(
      std::count_if(stats.backends.begin(), stats.backends.end(),
                    [](const BackendStats& backend) { return backend.status == "UP"; }));
}

std::string backends_up(const Stats& stats, const Look& look) {
  const std::uint64_t up = count_up(stats);
  const std::uint64_t all = stats.backends.size();
  const std::string text = std::to_string(up) + " of " + plural(all, "backend", "backends") + " up";
  const Colour colour = up == all && all > 0 ? Colour::green
                        : up > 0             ? Colour::yellow
                                             : Colour::red;
  return look.colour ? coloured(text, colour) : text;
}

std::string headline(const Stats& stats, const Look& look, const std::string& rate) {
  const BalancerStats& balancer = stats.balancer;
  std::string text = "rrlb " + word(balancer.version) + ", " + word(balancer.mode) + ", " +
                     word(balancer.algorithm) + ": " + backends_up(stats, look) + ", ";
  if (!rate.empty()) text += rate + " requests/s, ";
  if (balancer.requests) text += plural(*balancer.requests, "request", "requests") + ", ";
  if (balancer.in_flight) text += whole(balancer.in_flight) + " in flight, ";
  text += "running ";
  text +=
      balancer.uptime_seconds ? format_uptime(std::chrono::seconds{*balancer.uptime_seconds}) : "-";
  text += "\n";
  if (balancer.panic) {
    const std::string panic = "panic: so few are UP that all which can be reached are used";
    text += (look.colour ? coloured(panic, Colour::red) : panic) + "\n";
  }
  return text;
}

std::string reason_for(const BackendStats& backend, const Reasons& reasons) {
  const auto found = reasons.find(backend.name);
  if (found != reasons.end() && !found->second.empty()) return printable(found->second);
  return printable(backend.probe_failure.empty() ? backend.weight_why : backend.probe_failure);
}

// In one second, between two looks.
std::optional<double> rate(std::optional<std::uint64_t> before, std::optional<std::uint64_t> now,
                           double seconds) {
  if (!before || !now || *now < *before || seconds <= 0) return std::nullopt;
  return static_cast<double>(*now - *before) / seconds;
}

double seconds_between(const Stats& before, const Stats& now) {
  const auto begin = read_moment(before.time);
  const auto end = read_moment(now.time);
  return begin && end ? std::chrono::duration<double>(*end - *begin).count() : 0.0;
}

class Table {
 public:
  void add(Column column, std::vector<Cell> cells) {
    columns_.push_back(std::move(column));
    rows_.resize(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) rows_[i].push_back(std::move(cells[i]));
  }
  std::string text(const Look& look) const { return text_table(columns_, rows_, look); }

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

template <typename Make>
std::vector<Cell> cells(const Stats& stats, Make make) {
  std::vector<Cell> all;
  for (const BackendStats& backend : stats.backends) all.push_back(make(backend));
  return all;
}

// With a column of rates, if there is one for each backend.
std::string backends_table(const Stats& stats, const Reasons& reasons, const Look& look,
                           const std::vector<Cell>& rates) {
  using B = BackendStats;
  Table table;
  table.add({"backend"}, cells(stats, [](const B& b) { return Cell{word(b.name)}; }));
  table.add({"status"}, cells(stats, [](const B& b) { return status_cell(b.status); }));
  table.add({"weight", true, 5}, cells(stats, [](const B& b) {
              return Cell{weight_text(b.weight, b.effective_weight)};
            }));
  if (!rates.empty()) table.add({"requests/s", true, 0}, rates);
  table.add({"in flight", true, 1},
            cells(stats, [](const B& b) { return Cell{whole(b.in_flight)}; }));
  table.add({"requests", true, 2},
            cells(stats, [](const B& b) { return Cell{whole(b.requests)}; }));
  table.add(
      {"failed", true, 3}, cells(stats, [](const B& b) {
        return Cell{whole(b.failures), b.failures.value_or(0) > 0 ? Colour::red : Colour::none};
      }));
  table.add({"p99 ms", true, 6},
            cells(stats, [](const B& b) { return Cell{short_number(b.p99_ms)}; }));
  table.add({"cpu %", true, 7},
            cells(stats, [](const B& b) { return Cell{short_number(b.cpu_percent)}; }));
  table.add({"since", true, 4},
            cells(stats, [&](const B& b) { return Cell{age(b.since, stats.time)}; }));
  table.add({"reason"}, cells(stats, [&](const B& b) { return Cell{reason_for(b, reasons)}; }));
  return table.text(look);
}

std::vector<Cell> rates_of(const Frame& frame) {
  std::map<std::string, std::optional<std::uint64_t>> before;
  double seconds = 0;
  if (frame.before) {
    seconds = seconds_between(*frame.before, frame.now);
    for (const auto& backend : frame.before->backends) before[backend.name] = backend.requests;
  }
  return cells(frame.now, [&](const BackendStats& backend) {
    return Cell{short_number(rate(before[backend.name], backend.requests, seconds))};
  });
}

std::string cut_to_rows(const std::string& text, std::size_t rows) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (lines <= rows) return text;
  const std::size_t kept = rows == 0 ? 0 : rows - 1;
  std::size_t end = 0;
  for (std::size_t i = 0; i < kept; ++i) end = text.find('\n', end) + 1;
  return text.substr(0, end) + "and " + std::to_string(lines - kept) + " more\n";
}

}  // namespace

Reasons reasons_of(const std::vector<admin_api::Backend>& backends) {
  Reasons reasons;
  for (const admin_api::Backend& backend : backends) reasons[backend.name] = backend.reason;
  return reasons;
}

std::string status_text(const Stats& stats, const Reasons& reasons, const Look& look) {
  return headline(stats, look, "") + "\n" + backends_table(stats, reasons, look, {});
}

std::string top_text(const Frame& frame, const Look& look, std::optional<std::size_t> rows) {
  std::optional<double> all;
  if (frame.before) {
    all = rate(frame.before->balancer.requests, frame.now.balancer.requests,
               seconds_between(*frame.before, frame.now));
  }
  const std::string text = headline(frame.now, look, short_number(all)) + "\n" +
                           backends_table(frame.now, frame.reasons, look, rates_of(frame));
  return rows ? cut_to_rows(text, *rows) : text;
}

int status_code(const Stats& stats) {
  const bool all_up = !stats.backends.empty() && count_up(stats) == stats.backends.size();
  return all_up ? exit_code::kDone : exit_code::kFailed;
}

}  // namespace rrlb
