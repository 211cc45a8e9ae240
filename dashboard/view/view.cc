#include "dashboard/view/view.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace rrlb {
namespace {

// All statuses, the worst first.
constexpr std::array kBySeverity{Status::down,  Status::ejected, Status::unknown,
                                 Status::maint, Status::drain,   Status::up};

constexpr const char* kNarrowSpace = "\u202f";

auto severity(Status status) {
  return std::find(kBySeverity.begin(), kBySeverity.end(), status) - kBySeverity.begin();
}

template <typename T>
void add(std::optional<T>& sum, const std::optional<T>& part) {
  if (part) sum = sum.value_or(T{}) + *part;
}

template <typename T>
void take_if_missing(std::optional<T>& mine, const std::optional<T>& other) {
  if (!mine) mine = other;
}

std::optional<double> health(const BackendSnapshot& backend) {
  switch (backend.status) {
    case Status::up:
      return 100.0;
    case Status::down:
    case Status::ejected:
      return 0.0;
    case Status::drain:  // gets no requests, but is still probed
      if (!backend.last_probe) return std::nullopt;
      return backend.last_probe->ok ? 100.0 : 0.0;
    case Status::maint:
    case Status::unknown:
      break;
  }
  return std::nullopt;
}

std::string reason(const BackendSnapshot& backend) {
  switch (backend.status) {
    case Status::down:
      return backend.last_probe ? backend.last_probe->detail : "";
    case Status::ejected:
      return backend.circuit && backend.circuit->ejected_until
                 ? "failed real requests; ejected until " + *backend.circuit->ejected_until
                 : "failed real requests";
    case Status::unknown:
      return "not probed yet";
    case Status::drain:
    case Status::maint:
      return "set by an operator or by the configuration";
    case Status::up:
      break;
  }
  return {};
}

BalancerView balancer_view(const Source& source, TimePoint now) {
  const PollState& state = *source.state;
  BalancerView view;
  view.url = source.url.text();
  view.known = state.known();
  view.reachable = state.reachable();
  view.trouble = state.trouble();
  view.trouble_since = state.trouble_since();
  if (const auto age = state.age(now)) {
    view.age_seconds = static_cast<double>(age->count()) / 1000.0;
  }
  if (state.snapshot()) view.figures = state.snapshot()->balancer;
  view.requests_per_second = state.rates().requests;
  return view;
}

// Collects the backends of all balancers in rows.
class Rows {
 public:
  void add_all(const Source& source, std::size_t balancer) {
    for (const BackendSnapshot& backend : source.state->snapshot()->backends) {
      add_one(backend, source, balancer);
    }
  }
  std::vector<BackendView> rows;

 private:
  void add_one(const BackendSnapshot& backend, const Source& source, std::size_t balancer) {
    BackendSnapshot named = backend;
    BackendView* row = find(named);
    for (int again = 1; row == nullptr && names_.contains(named.name); ++again) {
      named.name = backend.name + "@" + source.url.authority();
      if (again > 1) named.name += "#" + std::to_string(again);
      row = find(named);
    }
    const Rates rates = source.state->rates_of(backend.name);
    if (row == nullptr) {
      places_[{named.name, named.url}] = rows.size();
      names_.insert(named.name);
      rows.push_back({});
      row = &rows.back();
      row->figures = named;
      row->stale = !source.state->reachable();
    } else if (row->stale && source.state->reachable()) {
      replace(*row, named);
    } else if (row->stale || source.state->reachable()) {
      merge(*row, named);
    } else {
      row->figures.requests += named.requests;  // so that the sum does not decrease
    }
    add(row->requests_per_second, rates.requests);
    add(row->failures_per_second, rates.failures);
    row->seen_by.push_back({balancer, named.status, named.requests});
  }

  BackendView* find(const BackendSnapshot& backend) {
    const auto found = places_.find({backend.name, backend.url});
    return found == places_.end() ? nullptr : &rows[found->second];
  }

  // Replaces stale figures by those of a reachable balancer.
  static void replace(BackendView& row, const BackendSnapshot& fresh) {
    const std::uint64_t before = row.figures.requests;
    row.figures = fresh;
    row.figures.requests += before;
    row.stale = false;
  }

  static void merge(BackendView& row, const BackendSnapshot& other) {
    BackendSnapshot& mine = row.figures;
    mine.requests += other.requests;
    add(mine.in_flight, other.in_flight);
    add(mine.failures, other.failures);
    take_if_missing(mine.latency_ms, other.latency_ms);
    take_if_missing(mine.cpu_percent, other.cpu_percent);
    take_if_missing(mine.ram_mb, other.ram_mb);
    take_if_missing(mine.uptime_seconds, other.uptime_seconds);
    if (severity(other.status) < severity(mine.status)) {
      mine.status = other.status;
      mine.since = other.since;
      mine.last_probe = other.last_probe;
      mine.circuit = other.circuit;
    }
  }

  std::map<std::pair<std::string, std::string>, std::size_t> places_;  // in rows, by name and URL
  std::set<std::string> names_;
};

// The health of a row is the mean over the reachable balancers.
void judge_health(View& view, const std::vector<Source>& sources) {
  for (BackendView& row : view.backends) {
    std::vector<double> said;
    for (const SeenBy& seen : row.seen_by) {
      const Source& source = sources[seen.balancer];
      if (!source.state->reachable()) continue;
      BackendSnapshot as_seen = row.figures;
      as_seen.status = seen.status;
      if (const auto one = health(as_seen)) said.push_back(*one);
    }
    if (said.empty()) continue;
    row.health_percent =
        std::accumulate(said.begin(), said.end(), 0.0) / static_cast<double>(said.size());
  }
}

void sum_up(View& view, const std::vector<Source>& sources) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const BalancerView& balancer = view.balancers[i];
    if (!balancer.figures) continue;
    view.requests += balancer.figures->requests;
    if (balancer.reachable) {
      add(view.in_flight, std::optional{balancer.figures->in_flight});
      add(view.requests_per_second, balancer.requests_per_second);
      add(view.failures_per_second, sources[i].state->rates().failures);
    }
    const bool counts = balancer.reachable || !view.reachable();
    if (counts) view.age_seconds = std::max(view.age_seconds.value_or(0), *balancer.age_seconds);
  }
  view.up = static_cast<std::size_t>(std::count_if(
      view.backends.begin(), view.backends.end(),
      [](const BackendView& backend) { return backend.figures.status == Status::up; }));
  const auto all = std::accumulate(
      view.backends.begin(), view.backends.end(), std::uint64_t{0},
      [](std::uint64_t sum, const BackendView& backend) { return sum + backend.figures.requests; });
  for (BackendView& backend : view.backends) {
    if (all == 0) break;
    backend.share = static_cast<double>(backend.figures.requests) / static_cast<double>(all);
  }
}

std::string a_second(double rate, const char* what) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), rate < 10 ? "%.1f %s/s" : "%.0f %s/s", rate, what);
  return text.data();
}

// The count in groups of three digits, as on the page: 109 058.
std::string grouped(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (size_t left = digits.size(); left > 3; left -= 3) digits.insert(left - 3, kNarrowSpace);
  return digits;
}

}  // namespace

bool View::reachable() const {
  return std::any_of(balancers.begin(), balancers.end(),
                     [](const BalancerView& balancer) { return balancer.reachable; });
}

bool View::known() const {
  return std::any_of(balancers.begin(), balancers.end(),
                     [](const BalancerView& balancer) { return balancer.known; });
}

bool View::has_figures() const {
  return std::any_of(balancers.begin(), balancers.end(),
                     [](const BalancerView& balancer) { return balancer.figures.has_value(); });
}

View build_view(const std::vector<Source>& sources, const Colors& colors, TimePoint now) {
  View view;
  Rows rows;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    view.balancers.push_back(balancer_view(sources[i], now));
    if (sources[i].state->snapshot()) rows.add_all(sources[i], i);
  }
  view.backends = std::move(rows.rows);
  for (BackendView& backend : view.backends) {
    backend.reason = reason(backend.figures);
    backend.color = colors(backend.figures.url);
  }
  judge_health(view, sources);
  sum_up(view, sources);
  return view;
}

std::string headline(const View& view) {
  if (!view.has_figures()) {
    return view.known() ? "no figures yet" : "waiting for the balancer's first answer";
  }
  std::string seen = "no backends are configured";
  if (!view.backends.empty()) {
    seen = std::to_string(view.up) + "/" + std::to_string(view.backends.size()) + " up, ";
    seen += view.requests_per_second
                ? a_second(*view.requests_per_second, "requests")
                : grouped(view.requests) + (view.requests == 1 ? " request" : " requests");
    if (view.failures_per_second.value_or(0) > 0) {
      seen += ", " + a_second(*view.failures_per_second, "failures");
    }
  }
  return view.reachable() ? seen : "last seen: " + seen;
}

std::string_view wellness(const View& view) {
  if (!view.reachable() || view.backends.empty()) return "unknown";
  if (view.up == view.backends.size()) return "up";
  return view.up == 0 ? "down" : "part";
}

}  // namespace rrlb
