#include "daemon/admin/backend_view.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "common/base/duration.h"
#include "common/config/find_backend.h"
#include "daemon/admin/snapshot.h"

namespace rrlb {
namespace {

std::optional<admin_api::FileLayer> file_layer(const BackendConfig* backend) {
  if (backend == nullptr) return std::nullopt;
  return admin_api::FileLayer{std::string{to_string(backend->state)}, backend->weight,
                              backend->place.file + ":" + std::to_string(backend->place.line)};
}

admin_api::OverrideLayer::Value value_of(const Override& entry) {
  if (entry.key == OverrideKey::weight) return entry.weight;
  if (entry.key == OverrideKey::removed) return true;
  return entry.value();
}

std::vector<admin_api::OverrideLayer> override_layers(
    const std::vector<const Override*>& overrides) {
  std::vector<admin_api::OverrideLayer> layers;
  for (const Override* one : overrides) {
    const OverrideOrigin& origin = one->origin;
    layers.push_back({std::string{to_string(one->key)}, value_of(*one), origin.who,
                      format_rfc3339(origin.when), origin.why,
                      origin.until ? format_rfc3339(*origin.until) : ""});
  }
  return layers;
}

std::string percent(double part) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%", part * 100.0);
  return text.data();
}

// "" if the key is not overridden.
std::string set_by(const std::vector<const Override*>& overrides, OverrideKey key) {
  for (const Override* one : overrides) {
    if (one->key != key) continue;
    const OverrideOrigin& origin = one->origin;
    return origin.who + " at " + format_rfc3339(origin.when) +
           (origin.until ? ", until " + format_rfc3339(*origin.until) : "") +
           (origin.why.empty() ? "" : ": " + origin.why);
  }
  return {};
}

}  // namespace

BackendViews::BackendViews(const Roster& roster, const Config& file, const Overrides& overrides,
                           Moment now)
    : roster_{roster}, now_{now} {
  const BackendsByName in_file{file.backends};
  const auto overridden = overrides.by_backend();
  const bool by_weight = roster.algorithm() != Algorithm::round_robin;
  for (const Roster::Entry& entry : roster.entries()) {
    const auto mine = overridden.find(entry.config.name);
    Row& row = rows_.emplace_back();
    row.entry = &entry;
    row.file = in_file.find(entry.config.name);
    if (mine != overridden.end()) row.overrides = mine->second;
    row.used = entry.upstream->eligible();
    row.pull =
        (by_weight ? entry.config.weight : 1) * roster.percent_of(*entry.upstream, now.steady);
  }
  for (const std::size_t position : roster.panic_plan().besides) rows_[position].used = true;
  for (const Row& row : rows_) all_pull_ += row.used ? row.pull : 0;
}

double BackendViews::share(const Row& row) const {
  return row.used ? static_cast<double>(row.pull) / static_cast<double>(all_pull_) : 0;
}

// Why it is in the status it is in, in one line.
std::string BackendViews::reason(const Row& row) const {
  const Upstream& upstream = *row.entry->upstream;
  switch (upstream.status()) {
    case Status::maint:
    case Status::drain: {
      const std::string who = set_by(row.overrides, OverrideKey::state);
      return who.empty() ? "set in the file" : "set by " + who;
    }
    case Status::ejected: {
      const auto left =
          std::chrono::ceil<std::chrono::seconds>(upstream.outlier().until() - now_.steady);
      return "failed real requests; returns in " +
             describe_duration(std::chrono::duration_cast<Milliseconds>(left));
    }
    case Status::unknown:
      return "not probed yet";
    case Status::up:
    case Status::down: {
      const auto& probe = upstream.facts().last_probe;
      return probe ? probe->detail : "";
    }
  }
  return {};
}

std::vector<std::string> BackendViews::explain(const Row& row, const std::string& why) const {
  const Upstream& upstream = *row.entry->upstream;
  const std::string status{to_string(upstream.status())};
  const std::string algorithm{to_string(roster_.algorithm())};
  std::vector<std::string> lines;
  lines.push_back("it is " + status + " since " + format_rfc3339(upstream.since()) + ": " + why);
  const std::string weigher = set_by(row.overrides, OverrideKey::weight);
  lines.push_back("its weight is " + std::to_string(row.entry->config.weight) +
                  (weigher.empty() ? ", as configured" : ", set by " + weigher));
  const std::string less = roster_.why_not_all(upstream, now_.steady);
  lines.push_back(less.empty() ? "all of its weight counts"
                               : std::to_string(roster_.percent_of(upstream, now_.steady)) +
                                     " % of its weight counts: " + less);
  if (row.used && !upstream.eligible()) lines.push_back("it is used nevertheless, in a panic");
  lines.push_back(row.used
                      ? algorithm + " gives it " + percent(share(row)) + " of the picks, by weight"
                      : algorithm + " gives it nothing while it is " + status);
  return lines;
}

admin_api::Backend BackendViews::view(const Row& row) const {
  const BackendSnapshot seen = backend_snapshot(roster_, *row.entry, now_);
  admin_api::Backend view;
  view.name = seen.name;
  view.url = seen.url;
  view.status = to_string(seen.status);
  view.since = seen.since;
  view.reason = reason(row);
  view.file = file_layer(row.file);
  view.overrides = override_layers(row.overrides);
  view.now = {std::string{to_string(row.entry->upstream->wanted())},
              row.entry->config.weight,
              seen.effective_weight,
              seen.weight_why,
              seen.in_flight,
              seen.requests,
              share(row)};
  view.circuit = seen.circuit;
  view.last_probe = seen.last_probe;
  view.explain = explain(row, view.reason);
  return view;
}

std::vector<admin_api::Backend> BackendViews::all() const {
  std::vector<admin_api::Backend> views;
  views.reserve(rows_.size());
  for (const Row& row : rows_) views.push_back(view(row));
  return views;
}

std::optional<admin_api::Backend> BackendViews::of(const std::string& name) const {
  const auto row = std::find_if(rows_.begin(), rows_.end(),
                                [&name](const Row& one) { return one.entry->config.name == name; });
  return row == rows_.end() ? std::nullopt : std::optional{view(*row)};
}

}  // namespace rrlb
