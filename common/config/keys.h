// How each key of /etc/rrlb.conf is written: its name, the values it takes, where they go.
//
// One table a section. Adding a key means one line here, its default in config.h, and its entry in
// etc/rrlb.conf (a test holds the three together).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/config/config.h"

namespace rrlb {

// A value as TOML knows it, freed of the parser's types.
struct OtherType {
  bool operator==(const OtherType&) const = default;
  std::string_view name;  // "a table", "a date"
};
using TextList = std::vector<std::string>;
using Value = std::variant<std::int64_t, bool, std::string, TextList, OtherType>;

// Stores the value; returns what was expected ("a duration like \"2s\"") when it is not that, else
// "".
template <typename Section>
using Setter = std::function<std::string(Section&, const Value&)>;

template <typename Section>
struct Key {
  std::string_view name;
  Setter<Section> set;
};

template <typename Section>
using Keys = std::vector<Key<Section>>;

const Keys<BalancerConfig>& balancer_keys();
const Keys<HealthConfig>& health_keys();
const Keys<OutlierConfig>& outlier_keys();
const Keys<StickyConfig>& sticky_keys();
const Keys<ProxyConfig>& proxy_keys();
const Keys<BackendConfig>& backend_keys();
const Keys<DashboardConfig>& dashboard_keys();
const Keys<LogConfig>& log_keys();
const Keys<AlertsConfig>& alerts_keys();

// "got" in a complaint: the value as the file would write it, cut to a readable length.
std::string describe(const Value& value);

}  // namespace rrlb
