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

Json wish_layer(const std::vector<Wish>& wishes) {
  Json all = Json::array();
  for (const Wish& wish : wishes) {
    Json value = wish.value();
    if (wish.key == WishKey::weight) value = wish.weight;
    if (wish.key == WishKey::removed) value = true;
    all.push_back(
        {{"key", to_string(wish.key)},
         {"value", value},
         {"who", wish.origin.who},
         {"when", format_rfc3339(wish.origin.when)},
         {"why", wish.origin.why},
         {"until", wish.origin.until ? Json(format_rfc3339(*wish.origin.until)) : Json(nullptr)}});
  }
  return all;
}

std::uint64_t pull(const Roster& roster, std::size_t position, TimePoint now) {
  const Upstream& upstream = *roster.upstreams()[position];
  const bool by_weight = roster.config().balancer.algorithm != Algorithm::round_robin;
  const std::uint64_t weight = by_weight ? roster.config().backends[position].weight : 1;
  return weight * roster.percent_of(upstream, now);
}

// Receives requests: eligible, or used besides in a panic.
bool is_used(const Roster& roster, const PanicPlan& panic, std::size_t position) {
  const auto& besides = panic.besides;
  return roster.upstreams()[position]->eligible() ||
         std::find(besides.begin(), besides.end(), position) != besides.end();
}

// Of the picks, as the weights have it.
double share(const Roster& roster, std::size_t position, TimePoint now) {
  const PanicPlan panic = roster.panic_plan();
  if (!is_used(roster, panic, position)) return 0;
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < roster.upstreams().size(); ++i) {
    if (is_used(roster, panic, i)) all += pull(roster, i, now);
  }
  return static_cast<double>(pull(roster, position, now)) / static_cast<double>(all);
}

std::string percent(double part) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%", part * 100.0);
  return text.data();
}

std::string who_wished(const std::vector<Wish>& wishes, WishKey key) {
  for (const Wish& wish : wishes) {
    if (wish.key != key) continue;
    return wish.origin.who + " at " + format_rfc3339(wish.origin.when) +
           (wish.origin.until ? ", until " + format_rfc3339(*wish.origin.until) : "") +
           (wish.origin.why.empty() ? "" : ": " + wish.origin.why);
  }
  return {};
}

// Why it is in the status it is in, in one line.
std::string reason(const Upstream& upstream, const std::vector<Wish>& wishes, Moment now) {
  const auto& probe = upstream.facts().last_probe;
  switch (upstream.status()) {
    case Status::maint:
    case Status::drain: {
      const std::string who = who_wished(wishes, WishKey::state);
      return who.empty() ? "the file says so" : "wished by " + who;
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
                                 const std::vector<Wish>& wishes, const std::string& why,
                                 Moment now) {
  const Upstream& upstream = *roster.upstreams()[position];
  const BackendConfig& config = roster.config().backends[position];
  std::vector<std::string> lines;
  lines.push_back("it is " + std::string{to_string(upstream.status())} + " since " +
                  format_rfc3339(upstream.since()) + ": " + why);
  const std::string weigher = who_wished(wishes, WishKey::weight);
  lines.push_back("its weight is " + std::to_string(config.weight) +
                  (weigher.empty() ? ", as configured" : ", wished by " + weigher));
  const std::string less = roster.why_not_all(upstream, now.steady);
  lines.push_back(less.empty() ? "all of its weight counts"
                               : std::to_string(roster.percent_of(upstream, now.steady)) +
                                     " % of its weight counts: " + less);
  const std::string algorithm{to_string(roster.config().balancer.algorithm)};
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
                  const Wishes& wishes, Moment now) {
  const Upstream& upstream = *roster.upstreams()[position];
  const std::vector<Wish> wished = wishes.of(upstream.name());
  const Json seen = as_in_stats(backend_snapshot(roster, position, now));
  const std::string why = reason(upstream, wished, now);
  Json view{{"name", seen["name"]},
            {"url", seen["url"]},
            {"status", seen["status"]},
            {"since", seen["since"]},
            {"reason", why},
            {"file", file_layer(in_file(file, upstream.name()))},
            {"wishes", wish_layer(wished)}};
  view["now"] = {{"state", to_string(upstream.wanted())},
                 {"weight", seen["weight"]},
                 {"effective_weight", seen["effective_weight"]},
                 {"weight_why", seen["weight_why"]},
                 {"in_flight", seen["in_flight"]},
                 {"requests", seen["requests"]},
                 {"share", share(roster, position, now.steady)}};
  view["circuit"] = seen["circuit"];
  view["last_probe"] = seen["last_probe"];
  view["explain"] = explain(roster, position, wished, why, now);
  return view;
}

}  // namespace rrlb
