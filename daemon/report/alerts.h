// Tells those that [alerts] names of each change of a backend's status that lasts.
//
// Lives on the control thread's loop, which it never holds up: programs and posts are waited for on
// threads of their own (alert/delivery.h).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/config/config.h"
#include "common/event/event_loop.h"
#include "daemon/balance/news/alert_debounce.h"
#include "daemon/report/alert/delivery.h"

namespace rrlb {

struct AlertTestResult {
  std::string target;  // "exec /usr/bin/x", "webhook https://example.com/..."
  bool ok = false;
  std::string detail;  // "exit code 0 in 12 ms"
};

class Alerts {
 public:
  // Each failure, and what was dropped; called on the loop.
  using Say = std::function<void(LogLevel level, const std::string& message)>;
  using Tested = std::function<void(std::vector<AlertTestResult> results)>;

  explicit Alerts(EventLoop& loop);  // says it to the log
  Alerts(EventLoop& loop, Say say);
  // Within a second. What was not delivered by then is said.
  ~Alerts();
  Alerts(const Alerts&) = delete;
  Alerts& operator=(const Alerts&) = delete;

  // Returns what is wrong with a target: "alerts.exec: /usr/bin/x: No such file or directory". It
  // will be tried all the same, but nothing is posted while a key is missing. Reads the key anew.
  std::vector<std::string> apply(const AlertsConfig& config);

  bool any() const { return !targets_.empty(); }

  void tell(StatusChange change);

  // Tells each target of a test, and `done`, once, on the loop, how that went; at once and of
  // nothing if there is no target. Takes the timeout at most, and that of an alert under way.
  void test(Tested done);

 private:
  struct Target;
  using Targets = std::vector<std::unique_ptr<Target>>;

  void set(const std::string& kind, std::optional<AlertTarget> target);
  void give_up(Targets::iterator target, const std::string& why);
  void tell_due();
  void say_dropped(Target& target);
  // Runs the action on the loop, unless this is gone by then.
  void post(std::function<void()> action);

  EventLoop& loop_;
  const Say say_;
  const std::string balancer_;
  AlertDebounce debounce_;
  Timer due_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  const std::weak_ptr<bool> watch_ = alive_;  // read by the threads too
  Targets targets_;
};

}  // namespace rrlb
