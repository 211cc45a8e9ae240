#include "core/time.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace rrlb {
namespace {

struct Unit {
  std::string_view name;
  long long milliseconds;
};
constexpr std::array<Unit, 4> kUnits{{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};
constexpr long long kLongest = 10LL * 365 * 24 * 3'600'000;  // ten years

std::tm utc(std::time_t seconds) {
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return parts;
}

}  // namespace

std::optional<Milliseconds> parse_duration(std::string_view text) {
  long long number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || text.front() == '-') return std::nullopt;
  const std::string_view unit_name = text.substr(static_cast<size_t>(rest - text.data()));
  for (const Unit& unit : kUnits) {
    if (unit.name != unit_name) continue;
    if (number > kLongest / unit.milliseconds) return std::nullopt;
    return Milliseconds{number * unit.milliseconds};
  }
  return std::nullopt;
}

std::string format_duration(Milliseconds duration) {
  const Unit* best = &kUnits.front();
  for (const Unit& unit : kUnits) {
    if (duration.count() != 0 && duration.count() % unit.milliseconds == 0) best = &unit;
  }
  return std::to_string(duration.count() / best->milliseconds) + std::string{best->name};
}

std::string describe_duration(Milliseconds duration) {
  const long long count = duration.count();
  if (count < 1000) return std::to_string(count) + " ms";
  if (count % 1000 == 0) return std::to_string(count / 1000) + " s";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(count) / 1000.0);
  return text.data();
}

std::string format_rfc3339(WallTime time) {
  using std::chrono::floor;
  const auto seconds = floor<std::chrono::seconds>(time);
  const long long millis = floor<Milliseconds>(time - seconds).count();
  const std::tm parts = utc(std::chrono::system_clock::to_time_t(seconds));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03lldZ",
                parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
                parts.tm_sec, millis);
  return text.data();
}

std::string format_http_date(WallTime time) {
  static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::tm parts = utc(std::chrono::system_clock::to_time_t(time));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                kDays[static_cast<size_t>(parts.tm_wday)], parts.tm_mday,
                kMonths[static_cast<size_t>(parts.tm_mon)], parts.tm_year + 1900, parts.tm_hour,
                parts.tm_min, parts.tm_sec);
  return text.data();
}

std::string format_uptime(std::chrono::seconds uptime) {
  const long long total = uptime.count();
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%02lld:%02lld:%02lld", total / 3600, total / 60 % 60,
                total % 60);
  return text.data();
}

}  // namespace rrlb
