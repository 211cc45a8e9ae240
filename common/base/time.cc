#include "common/base/time.h"

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

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  using namespace std::chrono;
  // The shape of "2026-11-23T01:14:05"; each 'd' stands for a digit.
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() < kShape.size() + 1 || text.size() > 40) return std::nullopt;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  for (size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == 'd' ? !digit(text[i]) : text[i] != kShape[i]) return std::nullopt;
  }
  const auto number = [&text](size_t at, size_t digits) {
    int value = 0;
    for (size_t i = at; i < at + digits; ++i) value = value * 10 + (text[i] - '0');
    return value;
  };
  const year_month_day day{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                           std::chrono::day{static_cast<unsigned>(number(8, 2))}};
  // A 64-bit count of nanoseconds holds only these years.
  if (number(0, 4) < 1700 || number(0, 4) > 2261) return std::nullopt;
  if (!day.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59) {
    return std::nullopt;
  }
  milliseconds fraction{0};
  size_t at = kShape.size();
  if (text[at] == '.') {
    const size_t first = ++at;
    for (int unit = 100; at < text.size() && digit(text[at]); ++at, unit /= 10) {
      fraction += milliseconds{unit * (text[at] - '0')};
    }
    if (at == first) return std::nullopt;
  }
  minutes offset{0};
  const std::string_view zone = text.substr(at);
  if (zone != "Z") {
    const bool fits = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && digit(zone[1]) &&
                      digit(zone[2]) && zone[3] == ':' && digit(zone[4]) && digit(zone[5]);
    if (!fits) return std::nullopt;
    offset = hours{number(at + 1, 2)} + minutes{number(at + 4, 2)};
    if (zone[0] == '-') offset = -offset;
  }
  return sys_days{day} + hours{number(11, 2)} + minutes{number(14, 2)} + seconds{number(17, 2)} +
         fraction - offset;
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
