#include "common/process/proc_text.h"

#include <fcntl.h>

#include <array>
#include <charconv>

#include "common/event/unique_fd.h"

namespace rrlb {
namespace {

// The words of a text, separated by white space.
std::vector<std::string_view> words_of(std::string_view text) {
  constexpr std::string_view kBlank = " \t\n";
  std::vector<std::string_view> words;
  for (;;) {
    const size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) return words;
    text.remove_prefix(begin);
    const size_t end = std::min(text.find_first_of(kBlank), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::optional<std::uint64_t> number_of(std::string_view word) {
  std::uint64_t number = 0;
  const char* end = word.data() + word.size();
  const auto [rest, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return number;
}

}  // namespace

std::optional<ProcStat> parse_proc_stat(std::string_view text) {
  // The process's name ends at the last parenthesis; only letters and numbers follow.
  const size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return std::nullopt;
  const auto words = words_of(text.substr(name_end + 1));
  // proc(5) counts fields from 1; the first word here is field 3, the state.
  const auto field = [&words](size_t number) {
    return number - 3 < words.size() ? number_of(words[number - 3]) : std::nullopt;
  };
  const auto user = field(14);
  const auto system = field(15);
  const auto start = field(22);
  if (!user || !system || !start) return std::nullopt;
  return ProcStat{*user + *system, *start};
}

std::optional<std::uint64_t> parse_resident_pages(std::string_view text) {
  const auto words = words_of(text);
  return words.size() < 2 ? std::nullopt : number_of(words[1]);
}

std::optional<std::uint64_t> parse_keyed_number(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const auto words = words_of(text.substr(0, end));
    if (words.size() == 2 && words[0] == key) return number_of(words[1]);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::nullopt;
}

std::optional<std::uint64_t> parse_lone_number(std::string_view text) {
  const auto words = words_of(text);
  return words.size() == 1 ? number_of(words[0]) : std::nullopt;
}

std::vector<int> parse_pids(std::string_view text) {
  std::vector<int> pids;
  for (const std::string_view word : words_of(text)) {
    const auto number = number_of(word);
    if (number && *number > 0 && *number <= 1U << 30) pids.push_back(static_cast<int>(*number));
  }
  return pids;
}

std::optional<std::string> read_small_file(const std::string& path) {
  const UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd) return std::nullopt;
  std::string text;
  std::array<char, 4096> part{};
  for (;;) {
    const ssize_t got = ::read(fd.get(), part.data(), part.size());
    if (got < 0) return std::nullopt;  // ESRCH: the process has just ended
    if (got == 0) return text;
    text.append(part.data(), static_cast<size_t>(got));
  }
}

}  // namespace rrlb
