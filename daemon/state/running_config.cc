#include "daemon/state/running_config.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "common/program/config_file.h"
#include "common/program/state_file.h"
#include "common/service/logging.h"
#include "daemon/report/records.h"

namespace rrlb {
namespace {

// A clock that is set meanwhile is noticed after so long at the latest.
constexpr Milliseconds kLongestWait{60'000};
constexpr std::size_t kMostOverrides = 1'000;
constexpr const char* kAsInTheFile = ", as in the file";

// The state file of versions before 0.2, whose default had another name; "" if the operator has
// chosen the name.
std::string former_state_file(const std::string& state_file) {
  constexpr std::string_view kDefaultName = "/overrides.json";
  if (!state_file.ends_with(kDefaultName)) return {};
  return state_file.substr(0, state_file.size() - kDefaultName.size()) + "/wishes.json";
}

WallTime wall_now() { return std::chrono::system_clock::now(); }

// " until 2026-11-23T18:00:00.000Z: new disks"
std::string circumstances(const OverrideOrigin& origin) {
  return (origin.until ? " until " + format_rfc3339(*origin.until) : "") +
         (origin.why.empty() ? "" : ": " + origin.why);
}

}  // namespace

RunningConfig::RunningConfig(EventLoop& loop, std::string config_file, ParsedConfig file,
                             Apply apply, Note note)
    : config_file_{std::move(config_file)},
      state_file_{file.config.balancer.state_file},
      file_{std::move(file)},
      apply_{std::move(apply)},
      note_{std::move(note)},
      next_end_{loop, [this] { end_overrides(); }} {
  overrides_ = read_overrides();
}

// The former one is read until the first change, so that an upgrade keeps the overrides, even those
// that the old process still writes while it hands over.
std::string RunningConfig::state_file_to_read() const {
  const std::string former = former_state_file(state_file_);
  const bool use_former = !former.empty() && ::access(state_file_.c_str(), F_OK) != 0 &&
                          ::access(former.c_str(), F_OK) == 0;
  return use_former ? former : state_file_;
}

// A file that cannot be understood is put aside, for whoever wants to see it; to refuse to start
// would be worse.
Overrides RunningConfig::read_overrides() const {
  Overrides overrides;
  if (state_file_.empty()) return overrides;
  const std::string file = state_file_to_read();
  const StateText read = read_state_file(file);
  if (!read.problem.empty()) log_warning("overrides: " + read.problem);
  if (!read.text) return overrides;
  const std::string problem = overrides.read_json(*read.text);
  if (problem.empty()) return overrides;
  const std::string aside = file + ".bad";
  const bool moved = std::rename(file.c_str(), aside.c_str()) == 0;
  log_warning("overrides: " + file + ": " + problem + "; none of them is kept" +
              (moved ? ", the file is now " + aside : ""));
  return overrides;
}

void RunningConfig::hand_over() {
  in_charge_ = false;
  next_end_.cancel();
}

void RunningConfig::take_over() {
  in_charge_ = true;
  Overrides left = read_overrides();
  if (!(left == overrides_)) {
    overrides_ = std::move(left);
    apply_(effective());
  }
  end_overrides();
}

void RunningConfig::begin() { end_overrides(); }

std::vector<Problem> RunningConfig::reload() {
  ParsedConfig loaded = load_config(config_file_);
  if (!loaded.problems.empty()) return loaded.problems;
  file_ = std::move(loaded);
  Overrides next = overrides_;
  const std::vector<EndedOverride> ended = next.end(file_.config, wall_now());
  for (const EndedOverride& one : ended)
    note_(override_record(one.entry.backend, one.line, "the file"));
  if (!ended.empty()) {
    keep(std::move(next));
  } else {
    apply_(effective());
    plan_end();
  }
  return {};
}

// "backend \"web1\": alice set state draining", and keeps the overrides, if they are not too many.
std::string RunningConfig::change(Overrides next, const std::string& backend,
                                  const std::string& done, const std::string& who) {
  if (next.all().size() > std::max(kMostOverrides, overrides_.all().size())) {
    return std::to_string(kMostOverrides) + " overrides exist already";
  }
  note_(override_record(backend, "backend \"" + backend + "\": " + done, who));
  keep(std::move(next));
  return {};
}

// Writes the overrides to the state file, and makes them effective.
void RunningConfig::keep(Overrides next) {
  if (in_charge_ && !state_file_.empty()) write_overrides(next);
  overrides_ = std::move(next);
  apply_(effective());
  plan_end();
}

void RunningConfig::write_overrides(const Overrides& overrides) {
  const std::string problem = write_state_file(state_file_, overrides.to_json());
  if (!problem.empty()) {
    return log_warning("overrides: " + problem + "; they will end with this process");
  }
  // Left there, it would be read again if the operator deleted the new one.
  if (const std::string former = former_state_file(state_file_); !former.empty()) {
    ::unlink(former.c_str());
  }
}

std::string RunningConfig::want_state(const std::string& backend, Wanted state,
                                      OverrideOrigin origin) {
  Overrides next = overrides_;
  const std::string done = origin.who + " set state " + std::string{to_string(state)};
  const std::string more = circumstances(origin);
  const std::string who = origin.who;
  const bool overridden = next.want_state(file_.config, backend, state, std::move(origin));
  return change(std::move(next), backend, done + (overridden ? more : kAsInTheFile), who);
}

std::string RunningConfig::want_weight(const std::string& backend, std::uint64_t weight,
                                       OverrideOrigin origin) {
  Overrides next = overrides_;
  const std::string done = origin.who + " set weight " + std::to_string(weight);
  const std::string more = circumstances(origin);
  const std::string who = origin.who;
  const bool overridden = next.want_weight(file_.config, backend, weight, std::move(origin));
  return change(std::move(next), backend, done + (overridden ? more : kAsInTheFile), who);
}

std::string RunningConfig::want_files_weight(const std::string& backend, const std::string& who) {
  Overrides next = overrides_;
  if (!next.withdraw(backend, OverrideKey::weight)) return {};
  return change(std::move(next), backend, who + " set the weight back to the file's", who);
}

std::string RunningConfig::add(const BackendConfig& backend, std::optional<std::uint64_t> weight,
                               OverrideOrigin origin) {
  Overrides next = overrides_;
  const std::string who = origin.who;
  const std::string more = circumstances(origin);
  if (next.withdraw(backend.name, OverrideKey::removed)) {
    if (weight) next.want_weight(file_.config, backend.name, *weight, std::move(origin));
    return change(std::move(next), backend.name, who + " added it again" + more, who);
  }
  next.add(backend, std::move(origin));
  return change(
      std::move(next), backend.name,
      who + " added " + backend.url.text() + ", weight " + std::to_string(backend.weight) + more,
      who);
}

std::string RunningConfig::remove(const std::string& backend, OverrideOrigin origin) {
  Overrides next = overrides_;
  const std::string done = origin.who + " removed it" + circumstances(origin);
  const std::string who = origin.who;
  next.remove(file_.config, backend, std::move(origin));
  return change(std::move(next), backend, done, who);
}

void RunningConfig::end_overrides() {
  if (!in_charge_) return;
  Overrides next = overrides_;
  const std::vector<EndedOverride> ended = next.end(file_.config, wall_now());
  for (const EndedOverride& one : ended)
    note_(override_record(one.entry.backend, one.line, "its time"));
  if (!ended.empty()) {
    keep(std::move(next));
  } else {
    plan_end();
  }
}

void RunningConfig::plan_end() {
  const auto next = overrides_.next_end();
  next_end_.cancel();
  if (!next || !in_charge_) return;
  const auto wait = std::chrono::ceil<Milliseconds>(*next - wall_now());
  next_end_.start(std::clamp(wait, Milliseconds{1}, kLongestWait));
}

}  // namespace rrlb
