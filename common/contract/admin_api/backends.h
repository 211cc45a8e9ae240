// GET /api/backends and /api/backends/NAME: each backend with its three layers (what the file
// says, what operators have overridden, what is in force) and the reasons for its status.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/contract/snapshot_json.h"

namespace rrlb::admin_api {

struct FileLayer {
  std::string state;  // "enabled", "draining", "disabled"
  std::optional<std::uint64_t> weight;
  std::string place;  // "FILE:LINE"
};

struct OverrideLayer {
  using Value = std::variant<std::string, std::uint64_t, bool>;

  std::string key;  // "state", "weight", "added", "removed"
  Value value;      // the state, the weight, the url, true
  std::string who;
  std::string when;  // RFC 3339
  std::string why;
  std::string until;  // RFC 3339; "" if it does not end by itself
};
std::string text_of(const OverrideLayer::Value& value);

struct CurrentLayer {
  std::string state;
  std::optional<std::uint64_t> weight;
  std::optional<double> effective_weight;
  std::string weight_why;
  std::optional<std::uint64_t> in_flight;
  std::optional<std::uint64_t> requests;
  std::optional<double> share;  // 0 to 1, of the picks
};

struct Backend {
  std::string name;
  std::string url;
  std::string status;
  std::string since;   // RFC 3339
  std::string reason;  // for the status
  std::optional<FileLayer> file;
  std::vector<OverrideLayer> overrides;
  CurrentLayer now;
  std::optional<Circuit> circuit;
  std::optional<LastProbe> last_probe;
  std::vector<std::string> explain;
};

std::string to_json(const Backend& backend);
std::string to_json(const std::vector<Backend>& backends);

std::optional<Backend> read_backend(std::string_view text);
std::optional<std::vector<Backend>> read_backends(std::string_view text);

}  // namespace rrlb::admin_api
