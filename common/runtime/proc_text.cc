#include "runtime/proc_text.h"

#include <charconv>

namespace rrlb {
namespace {

// Takes the first word off the text.
std::string_view next_word(std::string_view& text) {
  const std::size_t begin = text.find_first_not_of(" \n");
  if (begin == std::string_view::npos) return text = {};
  text.remove_prefix(begin);
  const std::string_view word = text.substr(0, text.find_first_of(" \n"));
  text.remove_prefix(word.size());
  return word;
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
  const std::string_view word = next_word(text);
  std::uint64_t number = 0;
  const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (word.empty() || error != std::errc{} || rest != word.data() + word.size()) return {};
  return number;
}

std::optional<ProcStat> parse_proc_stat(std::string_view text) {
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return std::nullopt;
  text.remove_prefix(name_end + 1);
  constexpr int kFirstField = 3;  // the state, after the name
  constexpr int kUserTime = 14;
  constexpr int kSystemTime = 15;
  constexpr int kStartTime = 22;
  ProcStat stat;
  for (int field = kFirstField; field <= kStartTime; ++field) {
    const auto number = parse_number(next_word(text));
    if (field != kUserTime && field != kSystemTime && field != kStartTime) continue;
    if (!number) return std::nullopt;
    (field == kStartTime ? stat.start_ticks : stat.cpu_ticks) += *number;
  }
  return stat;
}

std::optional<std::uint64_t> parse_statm(std::string_view text) {
  next_word(text);  // the whole size
  return parse_number(text);
}

std::optional<std::uint64_t> parse_cpu_usage_usec(std::string_view text) {
  while (!text.empty()) {
    const std::string_view key = next_word(text);
    const std::string_view value = next_word(text);
    if (key == "usage_usec") return parse_number(value);
  }
  return std::nullopt;
}

std::vector<std::uint64_t> parse_pids(std::string_view text) {
  std::vector<std::uint64_t> pids;
  for (std::string_view word = next_word(text); !word.empty(); word = next_word(text)) {
    if (const auto pid = parse_number(word)) pids.push_back(*pid);
  }
  return pids;
}

}  // namespace rrlb
