// The format of snapshots in the file: one value holds all backends of one moment, 44 bytes each,
// or of one minute, 88 bytes each. With one row per moment the writes are sequential and the file
// is small.
//
// Little-endian; figures are 32-bit floats, NaN if unknown.
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

// From damaged bytes they return what can be read.
std::vector<StoredPoint> decode_points(std::string_view bytes);
std::vector<StoredMinute> decode_minutes(std::string_view bytes);

}  // namespace rrlb
