// What the dashboard shows at one moment: all balancers, and the sums of their backends.
//
// A backend with the same name and URL at several balancers is one row: its counters are added, and
// its worst status is shown. If two balancers use one name for different servers, the second row is
// named "NAME@BALANCER". Figures of an unreachable balancer are kept and marked as stale, but
// replaced by those of a reachable one.
//
// Reads no clock; the caller passes the time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/wall_time.h"
#include "common/contract/snapshot_json.h"
#include "dashboard/poll/source.h"

namespace rrlb {

// A colour of the palette. `pattern` distinguishes backends with the same colour.
struct Color {
  int slot = 0;
  int pattern = 0;

  bool operator==(const Color&) const = default;
};
using Colors = std::function<Color(const std::string& url)>;

struct BalancerView {
  std::string url;
  bool known = false;  // the first poll has succeeded or failed
  bool reachable = false;
  std::optional<std::string> trouble;
  std::optional<WallTime> trouble_since;
  std::optional<double> age_seconds;
  std::optional<BalancerSnapshot> figures;
  std::optional<double> requests_per_second;
};

struct SeenBy {
  std::size_t balancer = 0;
  Status status = Status::unknown;
  std::uint64_t requests = 0;
};

struct BackendView {
  BackendSnapshot figures;
  std::string reason;  // for its status; "" if that needs none
  bool stale = false;
  Color color;
  std::optional<double> health_percent;  // mean over the balancers
  std::optional<double> requests_per_second;
  std::optional<double> failures_per_second;
  std::optional<double> share;  // 0 to 1, of all requests
  std::vector<SeenBy> seen_by;
};

struct View {
  std::vector<BalancerView> balancers;
  std::vector<BackendView> backends;
  std::size_t up = 0;
  std::uint64_t requests = 0;
  std::optional<double> requests_per_second;
  std::optional<double> failures_per_second;
  std::optional<std::uint64_t> in_flight;
  std::optional<double>
      age_seconds;  // of the oldest figures of reachable balancers, or else of all

  // Whether at least one balancer is reachable.
  bool reachable() const;
  bool known() const;  // there are figures, or it is known why there are none
  bool has_figures() const;
};

View build_view(const std::vector<Source>& sources, const Colors& colors, TimePoint now);

// "3/4 up, 812 requests/s", "last seen: 3/4 up, 1234 requests", or why there is nothing to say.
std::string headline(const View& view);

// "up" if all backends are up, "part" if some are, "down" if none is, or "unknown".
std::string_view wellness(const View& view);

}  // namespace rrlb
