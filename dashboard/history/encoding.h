// How a snapshot lies in the file: all backends of one moment behind one another in one value, 44
// bytes each; of a minute, 88 bytes each. A row a moment keeps writing sequential and the file
// small.
//
// Little-endian; figures as 32-bit floats, NaN for what is not known.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dashboard/history/points.h"

namespace rrlb {

using BackendId = std::uint16_t;

struct StoredPoint {
  BackendId backend = 0;
  Status status = Status::unknown;
  std::uint64_t requests = 0;
  std::optional<std::uint32_t> uptime_seconds;
  Figures figures;
};

struct StoredMinute {
  BackendId backend = 0;
  std::array<std::optional<Aggregate>, kColumnCount> figures;
};

std::string encode(const std::vector<StoredPoint>& points);
std::string encode(const std::vector<StoredMinute>& minutes);

// Bytes that are no such value give what can be read of them.
std::vector<StoredPoint> decode_points(std::string_view bytes);
std::vector<StoredMinute> decode_minutes(std::string_view bytes);

}  // namespace rrlb
