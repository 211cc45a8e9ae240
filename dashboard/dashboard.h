// The dashboard's daemon: polls, routes, signals and sd_notify on one event loop.
//
// At SIGTERM or SIGINT it exits after 200 ms, so that clients that have just connected get a
// response; a second signal ends it immediately. The exit waits for a password that is being
// compared and for the balancer's admin socket (2 s at most, 5 s for a change). SIGHUP reloads the
// configuration and the passwords; a new listen address takes effect at the next restart, and a
// file with problems changes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/config/config.h"
#include "common/endpoint/http_server.h"
#include "common/event/event_loop.h"
#include "common/event/signals.h"
#include "dashboard/color_slots.h"
#include "dashboard/control/admin_line.h"
#include "dashboard/control/event_feed.h"
#include "dashboard/history/history.h"
#include "dashboard/poll/rounds.h"
#include "dashboard/session/access.h"
#include "dashboard/view/recent.h"
#include "dashboard/view/state_changes.h"
#include "dashboard/view/view.h"
#include "dashboard/view/view_json.h"
#include "dashboard/web/stream.h"

namespace rrlb {

class Dashboard {
 public:
  Dashboard(std::string config_file, const Config& config, Passwords passwords);

  // Serves on the socket until a signal stops the dashboard.
  void run(UniqueFd listening_socket);

 private:
  void add_routes();
  void apply(const Config& config, Passwords passwords);
  void stop();
  void reload();
  void on_change(const Poller& poller);
  void on_round();
  void tick();
  void report_status();
  void keep(const View& view, WallTime now);
  void note(WallTime time, const std::string& kind, const std::string& level,
            const std::string& message, const std::string& balancer = "");
  void open_history(const Config& config);
  void on_history_change();
  void remember_colors();
  void follow_events();
  void on_events(std::vector<HistoryEvent> events);
  Color color_of(const std::string& url);
  View view();
  PageFacts facts() const;

  const std::string config_file_;
  const ListenAddress listens_on_;
  EventLoop loop_;
  Milliseconds interval_{2'000};
  std::string balancers_;           // their URLs, for the journal
  std::vector<std::string> hosts_;  // further names allowed in the Host field
  std::string reported_;            // the last STATUS= sent to systemd
  ColorSlots colors_;
  std::vector<KnownColor> new_colors_;  // not yet in the history
  StateChanges changes_;
  std::optional<History> history_;
  Access access_;
  AdminLine line_;
  AdminLine metrics_line_;  // of its own, so that readers of /metrics cannot delay changes
  EventFeed feed_;
  Recent recent_;
  EventStreams streams_;
  Rounds rounds_;
  HttpServer server_;
  SignalWatch on_terminate_;
  SignalWatch on_interrupt_;
  SignalWatch on_hangup_;
  Timer tick_;
  Timer leave_;
};

}  // namespace rrlb
