// What is shown at one moment: every balancer, side by side, and their backends, summed up.
//
// The same backend (name and URL) behind several balancers is one row: counters are added, and of
// several statuses the worst is shown. Where two balancers mean different servers by one name, the
// second is called "NAME@BALANCER". Figures of a balancer that cannot be reached are kept and told
// to be stale, but give way to those of one that can.
//
// Pure: the caller brings the time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/address.h"
#include "common/base/time.h"
#include "common/contract/snapshot_json.h"
#include "dashboard/poll/source.h"

namespace rrlb {

// A colour of the palette, by its number; `pattern` counts how often it was given before.
struct Color {
  int slot = 0;
  int pattern = 0;

  bool operator==(const Color&) const = default;
};
using Colors = std::function<Color(const std::string& url)>;

struct BalancerView {
  std::string url;
  bool known = false;  // a first poll has ended, either way
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
  std::string reason;  // why it is in its status; "" where that needs none
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
  std::optional<double> age_seconds;  // of the oldest figures that are not stale, else of all

  // At least one balancer is; some, but not all of them, may be in trouble.
  bool reachable() const;
  bool known() const;  // there are figures, or it is known why there are none
  bool has_figures() const;
};

View build_view(const std::vector<Source>& sources, const Colors& colors, TimePoint now);

// "3/4 up, 812 requests/s", "last seen: 3/4 up, 1234 requests", or why there is nothing to say.
std::string headline(const View& view);

// "up" when all is well, "part" when some backends are not up, "down" when none is, "unknown".
std::string_view wellness(const View& view);

}  // namespace rrlb
