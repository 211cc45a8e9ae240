#include "daemon/report/alerts.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "common/base/counted.h"
#include "common/program/secret_file.h"
#include "common/service/logging.h"

namespace rrlb {
namespace {

constexpr Milliseconds kBetweenComplaints{10'000};

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string program_problem(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return std::strerror(EISDIR);
  return ::access(path.c_str(), X_OK) == 0 ? "" : std::strerror(errno);
}

// In the place of one that cannot be told at all.
AlertTarget hindered(AlertTarget target, const std::string& problem) {
  target.tell = [problem](const AlertMessage&, int) {
    return AlertOutcome{false, false, "not posted, as it cannot be signed: " + problem};
  };
  return target;
}

}  // namespace

struct Alerts::Target {
  Target(Alerts& alerts, std::string of_kind, AlertTarget target)
      : kind{std::move(of_kind)},
        name{target.name},
        complain{alerts.loop_, [this, &alerts] { alerts.say_dropped(*this); }},
        delivery{std::move(target), [&alerts](const std::string& told, const AlertOutcome& how) {
                   alerts.post([&alerts, told, how] {
                     alerts.say_(how.ok ? LogLevel::debug : LogLevel::warning,
                                 "alert: " + told + ": " + how.detail);
                   });
                 }} {}

  const std::string kind;  // "exec", "webhook"
  std::string name;
  std::uint64_t dropped = 0;  // and not said yet
  Timer complain;
  AlertDelivery delivery;
};

Alerts::Alerts(EventLoop& loop) : Alerts{loop, log_at} {}

Alerts::Alerts(EventLoop& loop, Say say)
    : loop_{loop},
      say_{std::move(say)},
      balancer_{host_name()},
      debounce_{AlertsConfig{}.debounce},
      due_{loop, [this] { tell_due(); }} {}

// All are interrupted before any is waited for.
Alerts::~Alerts() {
  alive_.reset();
  for (const auto& target : targets_) target->delivery.interrupt();
  while (!targets_.empty()) give_up(targets_.begin(), "the balancer stops");
}

std::vector<std::string> Alerts::apply(const AlertsConfig& config) {
  std::vector<std::string> problems;
  debounce_.set_window(config.debounce);
  std::optional<AlertTarget> program;
  if (!config.exec.empty()) {
    program = alert_program(config.exec, config.timeout);
    const std::string problem = program_problem(config.exec);
    if (!problem.empty()) problems.push_back("alerts.exec: " + config.exec + ": " + problem);
  }
  std::optional<AlertTarget> webhook;
  if (config.webhook) {
    const Secret key =
        config.webhook_key_file.empty() ? Secret{} : read_secret(config.webhook_key_file);
    webhook = alert_webhook(*config.webhook, key.value, config.timeout);
    if (!key.problem.empty()) webhook = hindered(std::move(*webhook), key.problem);
    for (const std::string& problem : {key.problem, key.warning}) {
      if (!problem.empty()) problems.push_back("alerts.webhook_key_file: " + problem);
    }
  }
  set("exec", std::move(program));
  set("webhook", std::move(webhook));
  return problems;
}

void Alerts::set(const std::string& kind, std::optional<AlertTarget> target) {
  const auto at = std::find_if(targets_.begin(), targets_.end(),
                               [&kind](const auto& one) { return one->kind == kind; });
  if (at == targets_.end()) {
    if (target) targets_.push_back(std::make_unique<Target>(*this, kind, std::move(*target)));
  } else if (target) {
    (*at)->name = target->name;
    (*at)->delivery.set_target(std::move(*target));
  } else {
    give_up(at, "it is a target no longer");
  }
}

void Alerts::give_up(Targets::iterator at, const std::string& why) {
  const std::unique_ptr<Target> target = std::move(*at);
  targets_.erase(at);
  const std::size_t lost = target->delivery.end();
  if (lost == 0) return;
  say_(LogLevel::warning, "alert: " + target->name + ": " + counted(lost, "alert") +
                              (lost == 1 ? " was" : " were") + " not delivered: " + why);
}

void Alerts::tell(StatusChange change) {
  if (!any()) return;
  debounce_.record(std::move(change), Clock::now());
  tell_due();
}

void Alerts::tell_due() {
  for (const Alert& alert : debounce_.take_due(Clock::now())) {
    for (const auto& target : targets_) {
      if (target->delivery.add(alert_message(alert, balancer_))) continue;
      ++target->dropped;
      if (!target->complain.pending()) say_dropped(*target);
    }
  }
  if (const auto next = debounce_.next_due()) {
    due_.start(std::chrono::ceil<Milliseconds>(*next - Clock::now()));
  } else {
    due_.cancel();
  }
}

void Alerts::say_dropped(Target& target) {
  const std::uint64_t dropped = std::exchange(target.dropped, 0);
  if (dropped == 0) return;
  say_(LogLevel::warning, "alert: " + target.name + ": " + counted(dropped, "alert") +
                              (dropped == 1 ? " was" : " were") + " dropped for newer ones, as " +
                              std::to_string(AlertDelivery::kMostWaiting) + " wait already");
  target.complain.start(kBetweenComplaints);
}

void Alerts::test(Tested done) {
  if (!any()) {
    done({});
    return;
  }
  struct UnderWay {
    std::vector<AlertTestResult> results;
    std::size_t missing = 0;
    Tested done;
  };
  const auto under_way = std::make_shared<UnderWay>();
  under_way->results.resize(targets_.size());
  under_way->missing = targets_.size();
  under_way->done = std::move(done);
  const AlertMessage message = test_alert_message(std::chrono::system_clock::now(), balancer_);
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    targets_[i]->delivery.test(
        message, [this, under_way, i](const std::string& name, const AlertOutcome& how) {
          post([under_way, i, result = AlertTestResult{name, how.ok, how.detail}] {
            under_way->results[i] = result;
            if (--under_way->missing == 0) under_way->done(std::move(under_way->results));
          });
        });
  }
}

void Alerts::post(std::function<void()> action) {
  loop_.post([alive = watch_, action = std::move(action)] {
    if (!alive.expired()) action();
  });
}

}  // namespace rrlb
