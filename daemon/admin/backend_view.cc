#include "daemon/admin/backend_view.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "daemon/admin/snapshot.h"

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;

// The same members as in /stats, by the same code.
Json as_in_stats(const BackendSnapshot& backend) {
  Snapshot one;
  one.backends.push_back(backend);
  return Json::parse(to_json(one))["backends"][0];
}

const BackendConfig* in_file(const Config& file, const std::string& name) {
  for (const BackendConfig& backend : file.backends) {
    if (backend.name == name) return &backend;
  }
  return nullptr;
}

Json file_layer(const BackendConfig* backend) {
  if (backend == nullptr) return nullptr;
  return {{"state", to_string(backend->state)},
          {"weight", backend->weight},
          {"place", backend->place.file + ":" + std::to_string(backend->place.line)}};
}

Json override_layer(const std::vector<Override>& overrides) {
  Json all = Json::array();
  for (const Override& entry : overrides) {
    Json value = entry.value();
    if (entry.key == OverrideKey::weight) value = entry.weight;
    if (entry.key == OverrideKey::removed) value = true;
    all.push_back({{"key", to_string(entry.key)},
                   {"value", value},
                   {"who", entry.origin.who},
                   {"when", format_rfc3339(entry.origin.when)},
                   {"why", entry.origin.why},
                   {"until", entry.origin.until ? Json(format_rfc3339(*entry.origin.until))
                                                : Json(nullptr)}});
  }
  return all;
}

std::uint64_t pull(const Roster& roster, std::size_t position, TimePoint now) {
  const Upstream& upstream = *roster.entries()[position].upstream;
  const bool by_weight = roster.algorithm() != Algorithm::round_robin;
  const std::uint64_t weight = by_weight ? roster.entries()[position].config.weight : 1;
  return weight * roster.percent_of(upstream, now);
}

// Receives requests: eligible, or used besides in a panic.
bool is_used(const Roster& roster, const PanicPlan& panic, std::size_t position) {
  const auto& besides = panic.besides;
  return roster.entries()[position].upstream->eligible() ||
         std::find(besides.begin(), besides.end(), position) != besides.end();
}

// Of the picks, as the weights have it.
double share(const Roster& roster, std::size_t position, TimePoint now) {
  const PanicPlan panic = roster.panic_plan();
  if (!is_used(roster, panic, position)) return 0;
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < roster.size(); ++i) {
    if (is_used(roster, panic, i)) all += pull(roster, i, now);
  }
  return static_cast<double>(pull(roster, position, now)) / static_cast<double>(all);
}

std::string percent(double part) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%", part * 100.0);
  return text.data();
}

std::string set_by(const std::vector<Override>& overrides, OverrideKey key) {
  for (const Override& entry : overrides) {
    if (entry.key != key) continue;
    return entry.origin.who + " at " + format_rfc3339(entry.origin.when) +
           (entry.origin.until ? ", until " + format_rfc3339(*entry.origin.until) : "") +
           (entry.origin.why.empty() ? "" : ": " + entry.origin.why);
  }
  return {};
}

// Why it is in the status it is in, in one line.
std::string reason(const Upstream& upstream, const std::vector<Override>& overrides, Moment now) {
  const auto& probe = upstream.facts().last_probe;
  switch (upstream.status()) {
    case Status::maint:
    case Status::drain: {
      const std::string who = set_by(overrides, OverrideKey::state);
      return who.empty() ? "the file says so" : "set by " + who;
    }
    case Status::ejected: {
      const auto left =
          std::chrono::ceil<std::chrono::seconds>(upstream.outlier().until() - now.steady);
      return "failed real requests; returns in " +
             describe_duration(std::chrono::duration_cast<Milliseconds>(left));
    }
    case Status::unknown:
      return "not probed yet";
    case Status::up:
    case Status::down:
      return probe ? probe->detail : "";
  }
  return {};
}

std::vector<std::string> explain(const Roster& roster, std::size_t position,
                                 const std::vector<Override>& overrides, const std::string& why,
                                 Moment now) {
  const Upstream& upstream = *roster.entries()[position].upstream;
  const BackendConfig& config = roster.entries()[position].config;
  std::vector<std::string> lines;
  lines.push_back("it is " + std::string{to_string(upstream.status())} + " since " +
                  format_rfc3339(upstream.since()) + ": " + why);
  const std::string weigher = set_by(overrides, OverrideKey::weight);
  lines.push_back("its weight is " + std::to_string(config.weight) +
                  (weigher.empty() ? ", as configured" : ", set by " + weigher));
  const std::string less = roster.why_not_all(upstream, now.steady);
  lines.push_back(less.empty() ? "all of its weight counts"
                               : std::to_string(roster.percent_of(upstream, now.steady)) +
                                     " % of its weight counts: " + less);
  const std::string algorithm{to_string(roster.algorithm())};
  const bool used = is_used(roster, roster.panic_plan(), position);
  if (used && !upstream.eligible()) lines.push_back("it is used all the same, in a panic");
  lines.push_back(used ? algorithm + " gives it " + percent(share(roster, position, now.steady)) +
                             " of the picks, by weight"
                       : algorithm + " gives it nothing while it is " +
                             std::string{to_string(upstream.status())});
  return lines;
}

}  // namespace

Json backend_view(const Roster& roster, std::size_t position, const Config& file,
                  const Overrides& overrides, Moment now) {
  const Upstream& upstream = *roster.entries()[position].upstream;
  const std::vector<Override> mine = overrides.of(upstream.name());
  const Json seen = as_in_stats(backend_snapshot(roster, position, now));
  const std::string why = reason(upstream, mine, now);
  Json view{{"name", seen["name"]},
            {"url", seen["url"]},
            {"status", seen["status"]},
            {"since", seen["since"]},
            {"reason", why},
            {"file", file_layer(in_file(file, upstream.name()))},
            {"overrides", override_layer(mine)}};
  view["now"] = {{"state", to_string(upstream.wanted())},
                 {"weight", seen["weight"]},
                 {"effective_weight", seen["effective_weight"]},
                 {"weight_why", seen["weight_why"]},
                 {"in_flight", seen["in_flight"]},
                 {"requests", seen["requests"]},
                 {"share", share(roster, position, now.steady)}};
  view["circuit"] = seen["circuit"];
  view["last_probe"] = seen["last_probe"];
  view["explain"] = explain(roster, position, mine, why, now);
  return view;
}

}  // namespace rrlb
