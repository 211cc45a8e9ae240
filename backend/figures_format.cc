#include "backend/figures_format.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace rrlb {
namespace {

// One range of an Accept field: "text/*;q=0.5".
struct Range {
  std::string type;  // lower case: "text", or "*"
  std::string subtype;
  int weight = 1000;  // q in thousandths

  int specificity() const { return (type == "*" ? 0 : 1) + (subtype == "*" ? 0 : 1); }
  bool matches(std::string_view wanted_type, std::string_view wanted_subtype) const {
    return (type == "*" || type == wanted_type) && (subtype == "*" || subtype == wanted_subtype);
  }
};

// Splits at each separator that is not within a quoted string.
std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  size_t begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[i] == separator) {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(text.substr(begin));
  return parts;
}

// The text in lower case, without white space around it.
std::string plain(std::string_view text) {
  const size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  const size_t end = text.find_last_not_of(" \t") + 1;
  std::string word{text.substr(begin, end > begin ? end - begin : 0)};
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return word;
}

// RFC 9110 12.4.2: "0" or "1", and up to three digits after a point.
std::optional<int> parse_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int weight = (text[0] - '0') * 1000;
  int worth = 100;
  for (const char c : text.substr(std::min<size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return std::nullopt;
    weight += (c - '0') * worth;
    worth /= 10;
  }
  return weight <= 1000 ? std::optional{weight} : std::nullopt;
}

// Returns nothing for an invalid range; the caller ignores it.
std::optional<Range> parse_range(std::string_view text) {
  const auto parts = parts_of(text, ';');
  const std::string media = plain(parts[0]);
  const size_t slash = media.find('/');
  if (slash == std::string::npos) return std::nullopt;
  Range range{media.substr(0, slash), media.substr(slash + 1)};
  if (range.type.empty() || range.subtype.empty()) return std::nullopt;
  if (range.type == "*" && range.subtype != "*") return std::nullopt;
  for (size_t i = 1; i < parts.size(); ++i) {
    const std::string parameter = plain(parts[i]);
    if (!parameter.starts_with("q=")) continue;
    const auto weight = parse_weight(std::string_view{parameter}.substr(2));
    if (!weight) return std::nullopt;
    range.weight = *weight;
  }
  return range;
}

// How much the client prefers a type: specificity and weight of the most specific range that
// matches it; among equally specific ranges (other versions of the type), of the heaviest.
struct Preference {
  int specificity = -1;
  int weight = 0;

  auto rank() const { return std::tuple{weight, specificity}; }
};

Preference preference_for(const std::vector<Range>& ranges, std::string_view type,
                          std::string_view subtype) {
  Preference preference;
  for (const Range& range : ranges) {
    if (!range.matches(type, subtype)) continue;
    const Preference found{range.specificity(), range.weight};
    if (std::tuple{found.specificity, found.weight} >
        std::tuple{preference.specificity, preference.weight}) {
      preference = found;
    }
  }
  return preference;
}

struct Candidate {
  FiguresFormat format;
  std::string_view type;
  std::string_view subtype;
};

constexpr std::array<Candidate, 3> kCandidates{
    {{FiguresFormat::json, "application", "json"},
     {FiguresFormat::prometheus, "text", "plain"},
     {FiguresFormat::open_metrics, "application", "openmetrics-text"}}};

}  // namespace

FiguresFormat preferred_format(std::string_view accept) {
  std::vector<Range> ranges;
  for (const std::string_view part : parts_of(accept, ',')) {
    if (auto range = parse_range(part)) ranges.push_back(std::move(*range));
  }
  FiguresFormat best = FiguresFormat::json;
  Preference strongest;
  for (const Candidate& candidate : kCandidates) {
    const Preference found = preference_for(ranges, candidate.type, candidate.subtype);
    if (found.weight == 0 || found.rank() <= strongest.rank()) continue;
    best = candidate.format;
    strongest = found;
  }
  return best;
}

std::string_view content_type(FiguresFormat format) {
  switch (format) {
    case FiguresFormat::json:
      return "application/json";
    case FiguresFormat::prometheus:
      return "text/plain; version=0.0.4; charset=utf-8";
    case FiguresFormat::open_metrics:
      return "application/openmetrics-text; version=1.0.0; charset=utf-8";
  }
  return "";
}

}  // namespace rrlb
