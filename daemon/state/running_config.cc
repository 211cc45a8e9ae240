#include "daemon/state/running_config.h"

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
constexpr std::size_t kMostWishes = 1'000;

WallTime wall_now() { return std::chrono::system_clock::now(); }

// " until 2026-11-23T18:00:00.000Z: new disks"
std::string circumstances(const WishOrigin& origin) {
  return (origin.until ? " until " + format_rfc3339(*origin.until) : "") +
         (origin.why.empty() ? "" : ": " + origin.why);
}

}  // namespace

Operation::Operation(EventLoop& loop, std::string config_file, ParsedConfig file, Apply apply,
                     Note note)
    : config_file_{std::move(config_file)},
      state_file_{file.config.balancer.state_file},
      file_{std::move(file)},
      apply_{std::move(apply)},
      note_{std::move(note)},
      next_end_{loop, [this] { end_wishes(); }} {
  wishes_ = read_wishes();
}

// A file that cannot be understood is put aside, for whoever wants to see it; to refuse to start
// would be worse.
Wishes Operation::read_wishes() const {
  Wishes wishes;
  if (state_file_.empty()) return wishes;
  const StateText read = read_state_file(state_file_);
  if (!read.problem.empty()) log_warning("wishes: " + read.problem);
  if (!read.text) return wishes;
  const std::string problem = wishes.read_json(*read.text);
  if (problem.empty()) return wishes;
  const std::string aside = state_file_ + ".bad";
  const bool moved = std::rename(state_file_.c_str(), aside.c_str()) == 0;
  log_warning("wishes: " + state_file_ + ": " + problem + "; none of them is kept" +
              (moved ? ", the file is now " + aside : ""));
  return wishes;
}

void Operation::hand_over() {
  in_charge_ = false;
  next_end_.cancel();
}

void Operation::take_over() {
  in_charge_ = true;
  Wishes left = read_wishes();
  if (!(left == wishes_)) {
    wishes_ = std::move(left);
    apply_(effective());
  }
  end_wishes();
}

void Operation::begin() { end_wishes(); }

std::vector<Problem> Operation::reload() {
  ParsedConfig loaded = load_config(config_file_);
  if (!loaded.problems.empty()) return loaded.problems;
  file_ = std::move(loaded);
  Wishes next = wishes_;
  const std::vector<EndedWish> ended = next.end(file_.config, wall_now());
  for (const EndedWish& one : ended) note_(wish_record(one.wish.backend, one.line, "the file"));
  if (!ended.empty()) change(std::move(next), {}, {}, {});
  if (ended.empty()) apply_(effective());
  plan_end();
  return {};
}

// Writes the wishes down, makes them so, and tells of it.
std::string Operation::change(Wishes next, const std::string& backend, const std::string& message,
                              const std::string& who) {
  if (next.all().size() > std::max(kMostWishes, wishes_.all().size())) {
    return std::to_string(kMostWishes) + " wishes stand already";
  }
  if (in_charge_ && !state_file_.empty()) {
    if (const std::string problem = write_state_file(state_file_, next.to_json());
        !problem.empty()) {
      log_warning("wishes: " + problem + "; they will end with this process");
    }
  }
  wishes_ = std::move(next);
  if (!message.empty()) note_(wish_record(backend, message, who));
  apply_(effective());
  plan_end();
  return {};
}

std::string Operation::want_state(const std::string& backend, Wanted state, WishOrigin origin) {
  Wishes next = wishes_;
  const std::string who = origin.who;
  const std::string more = circumstances(origin);
  const bool wished = next.want_state(file_.config, backend, state, std::move(origin));
  return change(std::move(next), backend,
                "backend \"" + backend + "\": " + who + " wants it " +
                    std::string{to_string(state)} + (wished ? more : ", as the file says"),
                who);
}

std::string Operation::want_weight(const std::string& backend, std::uint64_t weight,
                                   WishOrigin origin) {
  Wishes next = wishes_;
  const std::string who = origin.who;
  const std::string more = circumstances(origin);
  const bool wished = next.want_weight(file_.config, backend, weight, std::move(origin));
  return change(std::move(next), backend,
                "backend \"" + backend + "\": " + who + " wants weight " + std::to_string(weight) +
                    (wished ? more : ", as the file says"),
                who);
}

std::string Operation::want_files_weight(const std::string& backend, const std::string& who) {
  Wishes next = wishes_;
  if (!next.withdraw(backend, WishKey::weight)) return {};
  return change(std::move(next), backend,
                "backend \"" + backend + "\": " + who + " wants the file's weight", who);
}

std::string Operation::add(const BackendConfig& backend, std::optional<std::uint64_t> weight,
                           WishOrigin origin) {
  Wishes next = wishes_;
  const std::string who = origin.who;
  const std::string more = circumstances(origin);
  if (next.withdraw(backend.name, WishKey::removed)) {
    if (weight) next.want_weight(file_.config, backend.name, *weight, std::move(origin));
    return change(std::move(next), backend.name,
                  "backend \"" + backend.name + "\": " + who + " wants it back" + more, who);
  }
  next.add(backend, std::move(origin));
  return change(std::move(next), backend.name,
                "backend \"" + backend.name + "\": " + who + " adds " + backend.url.text() +
                    ", weight " + std::to_string(backend.weight) + more,
                who);
}

std::string Operation::remove(const std::string& backend, WishOrigin origin) {
  Wishes next = wishes_;
  const std::string who = origin.who;
  const std::string more = circumstances(origin);
  next.remove(file_.config, backend, std::move(origin));
  return change(std::move(next), backend,
                "backend \"" + backend + "\": " + who + " removes it" + more, who);
}

void Operation::end_wishes() {
  if (!in_charge_) return;
  Wishes next = wishes_;
  const std::vector<EndedWish> ended = next.end(file_.config, wall_now());
  for (const EndedWish& one : ended) note_(wish_record(one.wish.backend, one.line, "its time"));
  if (!ended.empty()) change(std::move(next), {}, {}, {});
  plan_end();
}

void Operation::plan_end() {
  const auto next = wishes_.next_end();
  next_end_.cancel();
  if (!next || !in_charge_) return;
  const auto wait = std::chrono::ceil<Milliseconds>(*next - wall_now());
  next_end_.start(std::clamp(wait, Milliseconds{1}, kLongestWait));
}

}  // namespace rrlb
