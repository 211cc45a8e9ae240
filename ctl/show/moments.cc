#include "ctl/show/moments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <ctime>

#include "common/base/clock.h"
#include "common/base/printable.h"

namespace rrlb {
namespace {

// Takes a text apart from its beginning; once something does not fit, nothing does any more.
class Digits {
 public:
  explicit Digits(std::string_view text) : rest_{text} {}

  int number(std::size_t digits) {
    int value = 0;
    const char* end = rest_.data() + std::min(digits, rest_.size());
    const auto [stopped, error] = std::from_chars(rest_.data(), end, value);
    fits_ = fits_ && rest_.size() >= digits && error == std::errc{} && stopped == end &&
            rest_.front() != '-';
    rest_.remove_prefix(std::min(digits, rest_.size()));
    return value;
  }
  void expect(std::string_view either) {
    fits_ = fits_ && !rest_.empty() && either.find(rest_.front()) != std::string_view::npos;
    if (!rest_.empty()) rest_.remove_prefix(1);
  }
  bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }
  // The milliseconds of ".123456", if that stands here.
  int fraction() {
    if (!next_is('.')) return 0;
    rest_.remove_prefix(1);
    const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    fits_ = fits_ && digits > 0;
    std::string three{rest_.substr(0, std::min<std::size_t>(3, digits))};
    three.resize(3, '0');
    rest_.remove_prefix(digits);
    return fits_ ? Digits{three}.number(3) : 0;
  }
  bool fits() const { return fits_; }
  bool at_end() const { return fits_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool fits_ = true;
};

std::chrono::minutes read_offset(Digits& digits) {
  if (digits.next_is('Z') || digits.next_is('z')) {
    digits.expect("Zz");
    return std::chrono::minutes{0};
  }
  const int sign = digits.next_is('-') ? -1 : 1;
  digits.expect("+-");
  const int hours = digits.number(2);
  digits.expect(":");
  const int minutes = digits.number(2);
  return std::chrono::minutes{sign * (hours * 60 + minutes)};
}

}  // namespace

std::optional<WallTime> read_moment(std::string_view text) {
  namespace ch = std::chrono;
  Digits digits{text};
  const ch::year year{digits.number(4)};
  digits.expect("-");
  const ch::month month{static_cast<unsigned>(digits.number(2))};
  digits.expect("-");
  const ch::day day{static_cast<unsigned>(digits.number(2))};
  digits.expect("Tt ");
  const int hour = digits.number(2);
  digits.expect(":");
  const int minute = digits.number(2);
  digits.expect(":");
  const int second = digits.number(2);
  const int milliseconds = digits.fraction();
  const ch::minutes offset = read_offset(digits);
  const ch::year_month_day date{year, month, day};
  if (!digits.at_end() || !date.ok() || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  return ch::sys_days{date} + ch::hours{hour} + ch::minutes{minute} + ch::seconds{second} +
         Milliseconds{milliseconds} - offset;
}

std::string local_moment(const std::string& text) {
  const std::optional<WallTime> moment = read_moment(text);
  if (!moment) return printable(text);
  const std::time_t seconds = std::chrono::system_clock::to_time_t(*moment);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  std::array<char, 64> written{};
  std::strftime(written.data(), written.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return written.data();
}

std::string age(const std::string& from, const std::string& to) {
  const std::optional<WallTime> begin = read_moment(from);
  const std::optional<WallTime> end = read_moment(to);
  if (!begin || !end) return "-";
  const auto seconds = std::max<long>(
      0,
      static_cast<long>(std::chrono::duration_cast<std::chrono::seconds>(*end - *begin).count()));
  if (seconds < 60) return std::to_string(seconds) + "s";
  if (seconds < 3'600) return std::to_string(seconds / 60) + "m";
  if (seconds < 48 * 3'600L) return std::to_string(seconds / 60 / 60) + "h";
  return std::to_string(seconds / 60 / 60 / 24) + "d";
}

}  // namespace rrlb
