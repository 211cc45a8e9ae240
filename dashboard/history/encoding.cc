#include "dashboard/history/encoding.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace rrlb {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is little-endian");

constexpr std::size_t kPointBytes = 2 + 1 + 1 + 8 + 4 + 4 * kColumnCount;
constexpr std::size_t kMinuteBytes = 2 + 2 + 3 * 4 * kColumnCount;
constexpr std::uint32_t kNoUptime = std::numeric_limits<std::uint32_t>::max();

template <typename T>
void put(std::string& bytes, T value) {
  std::array<char, sizeof value> raw{};
  std::memcpy(raw.data(), &value, sizeof value);
  bytes.append(raw.data(), raw.size());
}

template <typename T>
T take(std::string_view& bytes) {
  T value{};
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return value;
}

float to_float(const std::optional<double>& value) {
  return value ? static_cast<float>(*value) : std::numeric_limits<float>::quiet_NaN();
}

std::optional<double> to_figure(float value) {
  return std::isfinite(value) ? std::optional<double>{value} : std::nullopt;
}

}  // namespace

std::string encode(const std::vector<StoredPoint>& points) {
  std::string bytes;
  bytes.reserve(points.size() * kPointBytes);
  for (const StoredPoint& point : points) {
    put(bytes, point.backend);
    put(bytes, static_cast<std::uint8_t>(point.status));
    put(bytes, std::uint8_t{0});
    put(bytes, point.requests);
    put(bytes, point.uptime_seconds.value_or(kNoUptime));
    for (const auto& figure : point.figures) put(bytes, to_float(figure));
  }
  return bytes;
}

std::string encode(const std::vector<StoredMinute>& minutes) {
  std::string bytes;
  bytes.reserve(minutes.size() * kMinuteBytes);
  for (const StoredMinute& minute : minutes) {
    put(bytes, minute.backend);
    put(bytes, std::uint16_t{0});
    for (const auto& figure : minute.figures) {
      using Value = std::optional<double>;
      put(bytes, to_float(figure ? Value{figure->average} : std::nullopt));
      put(bytes, to_float(figure ? Value{figure->least} : std::nullopt));
      put(bytes, to_float(figure ? Value{figure->most} : std::nullopt));
    }
  }
  return bytes;
}

std::vector<StoredPoint> decode_points(std::string_view bytes) {
  std::vector<StoredPoint> points;
  points.reserve(bytes.size() / kPointBytes);
  while (bytes.size() >= kPointBytes) {
    StoredPoint point;
    point.backend = take<BackendId>(bytes);
    const auto status = take<std::uint8_t>(bytes);
    point.status = status <= static_cast<std::uint8_t>(Status::ejected)
                       ? static_cast<Status>(status)
                       : Status::unknown;
    take<std::uint8_t>(bytes);
    point.requests = take<std::uint64_t>(bytes);
    const auto uptime = take<std::uint32_t>(bytes);
    if (uptime != kNoUptime) point.uptime_seconds = uptime;
    for (auto& figure : point.figures) figure = to_figure(take<float>(bytes));
    points.push_back(point);
  }
  return points;
}

std::vector<StoredMinute> decode_minutes(std::string_view bytes) {
  std::vector<StoredMinute> minutes;
  minutes.reserve(bytes.size() / kMinuteBytes);
  while (bytes.size() >= kMinuteBytes) {
    StoredMinute minute;
    minute.backend = take<BackendId>(bytes);
    take<std::uint16_t>(bytes);
    for (auto& figure : minute.figures) {
      const auto average = to_figure(take<float>(bytes));
      const auto least = to_figure(take<float>(bytes));
      const auto most = to_figure(take<float>(bytes));
      if (average && least && most) figure = Aggregate{*average, *least, *most};
    }
    minutes.push_back(minute);
  }
  return minutes;
}

}  // namespace rrlb
