// Numbers and times in the dashboard's JSON: null if unknown, at most three decimals by default.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "common/base/wall_time.h"

namespace rrlb {

inline nlohmann::ordered_json json_number(const std::optional<double>& value, int decimals = 3) {
  if (!value || !std::isfinite(*value)) return nullptr;
  const double parts = std::pow(10.0, decimals);
  const double rounded = std::round(*value * parts) / parts;
  const bool whole = rounded == std::trunc(rounded) && std::abs(rounded) < 1e15;
  return whole ? nlohmann::ordered_json(static_cast<std::int64_t>(rounded))
               : nlohmann::ordered_json(rounded);
}

template <typename T>
nlohmann::ordered_json json_or_null(const std::optional<T>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

inline std::int64_t epoch_ms(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

// Replaces invalid UTF-8.
inline std::string dump(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace rrlb
