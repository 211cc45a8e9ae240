// The requests that change a backend: their paths, and what their bodies say.
//
//   POST   /api/backends/NAME/drain   also /enable, /disable
//   PUT    /api/backends/NAME/weight
//   POST   /api/backends              adds one
//   DELETE /api/backends/NAME         removes it
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb::admin_api {

inline constexpr const char* kBackendsPath = "/api/backends";

// The last part of the path of a request that sets the state.
inline constexpr std::array<std::string_view, 3> kStateActions{"drain", "enable", "disable"};
bool is_state_action(std::string_view action);

// Who changes something, why, and for how long. A member without a value is not sent.
struct Circumstances {
  std::optional<std::string> why;
  std::optional<std::string> until;  // "2h", or RFC 3339
  std::optional<std::string> who;    // beside the user that the socket reports
};

struct WeightChange {
  std::optional<std::uint64_t> weight;  // none: what the file says
};

// What is wrong with a request to change the weight that has none.
std::string missing_weight();

struct Addition {
  std::string url;
  std::optional<std::string> name;
  std::optional<std::uint64_t> weight;
};

std::string to_json(const Circumstances& circumstances);
std::string to_json(const WeightChange& change, const Circumstances& circumstances);
std::string to_json(const Addition& addition, const Circumstances& circumstances);

// A body as the balancer reads it. With a problem the other members are not to be used.
struct ChangeRequest {
  Circumstances circumstances;
  WeightChange weight;
  Addition addition;
  std::string problem;
};
ChangeRequest read_circumstances(std::string_view body);
ChangeRequest read_weight_change(std::string_view body);
ChangeRequest read_addition(std::string_view body);

}  // namespace rrlb::admin_api
