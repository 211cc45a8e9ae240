#include "dashboard/history/history_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include "common/base/percent.h"
#include "dashboard/view/json_numbers.h"

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;

// In the year 2262, the limit of a 64-bit count of nanoseconds.
constexpr std::int64_t kLatest =
    std::chrono::duration_cast<Milliseconds>(WallTime::max().time_since_epoch()).count();
constexpr Milliseconds kUsualRange{15 * 60'000};
constexpr Milliseconds kDay{24 * 3'600'000};

std::string in_quotes(std::string_view text) {
  return "\"" + std::string{text.substr(0, 60)} + "\"";
}

// Decodes a part of a query string, in which "+" is a space. Returns nothing if it is not UTF-8 or
// contains a NUL byte.
std::optional<std::string> decoded(std::string_view part) {
  std::string spaced{part};
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  std::string text = percent_decoded(spaced);
  if (text.find('\0') != std::string::npos) return std::nullopt;
  // nlohmann/json throws if the text is not valid UTF-8.
  try {
    static_cast<void>(Json(text).dump());
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  return text;
}

// The parameters of a query string. Each is taken once; `problem` keeps the first mistake.
class Parts {
 public:
  explicit Parts(std::string_view text) {
    while (!text.empty() && problem.empty()) {
      const std::string_view part = text.substr(0, text.find('&'));
      text.remove_prefix(std::min(part.size() + 1, text.size()));
      if (!part.empty()) add(part);
    }
  }

  std::optional<std::string> take(const std::string& name) {
    const auto found = parts_.find(name);
    if (found == parts_.end()) return std::nullopt;
    std::string value = found->second;
    parts_.erase(found);
    return value;
  }

  WallTime time(const std::string& name, WallTime fallback) {
    const auto text = take(name);
    if (!text) return fallback;
    std::int64_t ms = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), ms);
    const bool whole = error == std::errc{} && end == text->data() + text->size();
    if (whole && ms >= 0 && ms <= kLatest) return WallTime{Milliseconds{ms}};
    if (const auto parsed = parse_rfc3339(*text); parsed && *parsed >= WallTime{}) return *parsed;
    complain(name + " must be a time in epoch milliseconds or like \"2026-11-23T01:14:05Z\", got " +
             in_quotes(*text));
    return fallback;
  }

  std::size_t number(const std::string& name, std::size_t fallback, std::size_t least,
                     std::size_t most) {
    const auto text = take(name);
    if (!text) return fallback;
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    const bool whole = error == std::errc{} && end == text->data() + text->size();
    if (whole && value >= least && value <= most) return value;
    complain(name + " must be " + std::to_string(least) + ".." + std::to_string(most) + ", got " +
             in_quotes(*text));
    return fallback;
  }

  void range(WallTime& from, WallTime& to, WallTime now, Milliseconds usual) {
    to = time("to", now);
    from = time("from", to - usual);
    if (from >= to) complain("from must be before to");
  }

  void complain(const std::string& what) {
    if (problem.empty()) problem = what;
  }
  // Call this after all parameters have been taken: returns the first mistake, or "".
  std::string wrong() {
    if (!parts_.empty()) complain("unknown parameter " + in_quotes(parts_.begin()->first));
    return problem;
  }

  std::string problem;

 private:
  void add(std::string_view part) {
    const std::size_t equals = std::min(part.find('='), part.size());
    const auto name = decoded(part.substr(0, equals));
    const auto value = decoded(part.substr(std::min(equals + 1, part.size())));
    if (!name || !value) return complain("the query is not valid UTF-8");
    if (!parts_.emplace(*name, *value).second) complain(in_quotes(*name) + " is given twice");
  }

  std::map<std::string, std::string> parts_;
};

std::vector<Column> columns_of(Parts& parts) {
  std::vector<Column> columns;
  const auto text = parts.take("columns");
  if (!text) return HistoryQuery{}.columns;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    const auto found = std::find(kColumns.begin(), kColumns.end(), word);
    const auto column = static_cast<Column>(found - kColumns.begin());
    const bool known = found != kColumns.end();
    if (!known || std::find(columns.begin(), columns.end(), column) != columns.end()) {
      parts.complain(
          "columns must be some of requests_per_second, health_percent, "
          "failures_per_second, latency_ms, cpu_percent, ram_mb, in_flight, got " +
          in_quotes(word));
      return HistoryQuery{}.columns;
    }
    columns.push_back(column);
  }
  if (columns.empty()) parts.complain("columns must not be empty");
  return columns;
}

// Uses to_chars for speed: an answer has up to 150,000 numbers, and the loop waits for them.
void append_number(std::string& text, double value) {
  if (!std::isfinite(value)) {
    text += "null";
    return;
  }
  const double rounded = std::round(value * 100) / 100;
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), rounded).ptr;
  text.append(digits.data(), end);
}

void append_column(std::string& text, const std::vector<std::optional<Aggregate>>& column,
                   double Aggregate::*member) {
  text += '[';
  for (const auto& one : column) {
    append_number(text, one ? (*one).*member : std::numeric_limits<double>::quiet_NaN());
    text += ',';
  }
  if (text.back() == ',') text.pop_back();
  text += ']';
}

void append_series(std::string& text, const HistorySeries& series, const std::vector<Column>& asked,
                   const ColorOf& color_of) {
  const Color color = color_of(series.url);
  text += dump({{"url", series.url}, {"color_slot", color.slot}, {"pattern", color.pattern}});
  text.pop_back();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    text += ",\"" + std::string{kColumns.at(static_cast<std::size_t>(asked[i]))} + "\":{\"avg\":";
    append_column(text, series.columns[i], &Aggregate::average);
    text += ",\"min\":";
    append_column(text, series.columns[i], &Aggregate::least);
    text += ",\"max\":";
    append_column(text, series.columns[i], &Aggregate::most);
    text += '}';
  }
  text += '}';
}

Json event_json(const HistoryEvent& event) {
  return {{"time_ms", epoch_ms(event.time)},
          {"time", format_rfc3339(event.time)},
          {"balancer", event.balancer},
          {"backend", event.backend},
          {"kind", event.kind},
          {"level", event.level},
          {"status", event.status},
          {"message", event.message}};
}

Json events_array(const std::vector<HistoryEvent>& events) {
  Json all = Json::array();
  for (const HistoryEvent& event : events) all.push_back(event_json(event));
  return all;
}

Json figure(const HistoryPoint& point, Column column) {
  return json_number(point.figures[static_cast<std::size_t>(column)]);
}

Json point_json(const TimedPoint& timed) {
  const HistoryPoint& point = timed.point;
  return {{"time", format_rfc3339(timed.time)},
          {"time_ms", epoch_ms(timed.time)},
          {"requests", point.requests},
          {"requests_per_second", figure(point, Column::requests_per_second)},
          {"status", to_string(point.status)},
          {"health_percent", figure(point, Column::health_percent)},
          {"cpu_percent", figure(point, Column::cpu_percent)},
          {"ram_mb", figure(point, Column::ram_mb)},
          {"latency_ms", figure(point, Column::latency_ms)},
          {"uptime_seconds", json_or_null(point.uptime_seconds)}};
}

}  // namespace

ParsedQuery<HistoryQuery> parse_history_query(std::string_view text, WallTime now) {
  Parts parts{text};
  HistoryQuery query;
  parts.range(query.from, query.to, now, kUsualRange);
  query.points = parts.number("points", query.points, 10, 2000);
  query.backend = parts.take("backend").value_or("");
  query.columns = columns_of(parts);
  return {query, parts.wrong()};
}

ParsedQuery<EventsQuery> parse_events_query(std::string_view text, WallTime now) {
  Parts parts{text};
  EventsQuery query;
  parts.range(query.from, query.to, now, kDay);
  query.limit = parts.number("limit", query.limit, 1, 5000);
  query.backend = parts.take("backend").value_or("");
  return {query, parts.wrong()};
}

ParsedQuery<PointsQuery> parse_points_query(std::string_view text, WallTime now) {
  Parts parts{text};
  PointsQuery query;
  parts.range(query.from, query.to, now, kDay);
  query.points = parts.number("points", query.points, 1, 20'000);
  return {query, parts.wrong()};
}

// Writes series by series instead of building a JSON tree of all numbers.
std::string history_json(const HistoryAnswer& answer, const ColorOf& color_of) {
  std::string text = dump({{"version", 1},
                           {"from_ms", epoch_ms(answer.from)},
                           {"to_ms", epoch_ms(answer.to)},
                           {"step_ms", answer.step.count()},
                           {"tier", answer.minutes ? "minute" : "full"},
                           {"time_ms", answer.times}});
  text.back() = ',';
  text += "\"backends\":{";
  for (const HistorySeries& series : answer.series) {
    if (text.back() == '}') text += ',';
    text += dump(series.backend) + ":";
    append_series(text, series, answer.asked, color_of);
  }
  return text + "}}";
}

std::string events_json(const EventsAnswer& answer) {
  return dump({{"version", 1},
               {"events", events_array(answer.events)},
               {"before", events_array(answer.before)}});
}

std::string points_json(const PointsAnswer& answer) {
  std::string text = "[";
  for (const TimedPoint& point : answer.points) {
    text += (text.size() > 1 ? ",\n" : "") + dump(point_json(point));
  }
  return text + "]";
}

// RFC 4180. No cell contains text from other programs, so none needs quotes.
std::string points_csv(const PointsAnswer& answer) {
  std::string text =
      "time,time_ms,requests,requests_per_second,status,health_percent,cpu_percent,ram_mb,"
      "latency_ms,uptime_seconds\r\n";
  for (const TimedPoint& point : answer.points) {
    std::string line;
    const Json cells = point_json(point);
    for (const auto& [name, value] : cells.items()) {
      if (!line.empty()) line += ',';
      if (value.is_null()) continue;
      line += value.is_string() ? value.get<std::string>() : value.dump();
    }
    text += line + "\r\n";
  }
  return text;
}

}  // namespace rrlb
