#include "view_model.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kUnknown = "\u2014";

std::string with_decimals(const std::optional<double>& value, int decimals) {
  if (!value) return std::string{kUnknown};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, *value);
  return text.data();
}

std::string cell(std::string_view name, std::string_view label, std::string_view text) {
  return "<td data-cell=\"" + std::string{name} + "\" data-label=\"" + std::string{label} + "\">" +
         escape_html(text) + "</td>";
}

std::string lower(std::string_view word) {
  std::string text{word};
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// "2026-11-23 01:14:05 UTC" for "2026-11-23T01:14:05.123Z"; anything else stays as it is. (The
// page's script, which knows the reader's zone, writes local times.)
std::string time_text(const std::string& rfc3339) {
  const bool in_utc = rfc3339.size() >= 20 && rfc3339[10] == 'T' && rfc3339.back() == 'Z';
  return in_utc ? rfc3339.substr(0, 10) + " " + rfc3339.substr(11, 8) + " UTC" : rfc3339;
}

std::string uptime_text(const std::optional<std::uint64_t>& seconds) {
  if (!seconds) return std::string{kUnknown};
  return format_uptime(std::chrono::seconds{static_cast<std::int64_t>(*seconds)});
}

std::string status_cell(Status status) {
  const std::string word{to_string(status)};
  return "<td data-cell=\"status\" data-label=\"Status\"><span class=\"status " + lower(word) +
         "\">" + word + "</span></td>";
}

std::string row(const BackendSnapshot& backend) {
  const std::string name = escape_html(backend.name);
  return "<tr data-name=\"" + name + "\"><th scope=\"row\" data-cell=\"name\">" + name + "</th>" +
         status_cell(backend.status) + cell("url", "URL", backend.url) +
         cell("requests", "Requests", std::to_string(backend.requests)) +
         cell("cpu", "CPU %", with_decimals(backend.cpu_percent, 1)) +
         cell("ram", "RAM MB", with_decimals(backend.ram_mb, 1)) +
         cell("latency", "Latency ms", with_decimals(backend.latency_ms, 1)) +
         cell("uptime", "Uptime", uptime_text(backend.uptime_seconds)) +
         cell("probe", "Last probe",
              backend.last_probe ? std::string_view{backend.last_probe->detail} : kUnknown) +
         cell("since", "Status since", time_text(backend.since)) + "</tr>\n";
}

std::size_t count_up(const Snapshot& snapshot) {
  return static_cast<std::size_t>(
      std::count_if(snapshot.backends.begin(), snapshot.backends.end(),
                    [](const auto& backend) { return backend.status == Status::up; }));
}

std::string up_of_all(const Snapshot& snapshot) {
  return std::to_string(count_up(snapshot)) + "/" + std::to_string(snapshot.backends.size()) +
         " up";
}

std::string age_text(const PollState& state, TimePoint now) {
  const auto age = state.age(now);
  if (!age) return {};
  return "figures " + std::to_string(std::chrono::round<std::chrono::seconds>(*age).count()) +
         " s old";
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string stats_json(const PollState& state, const PageFacts& facts, TimePoint now) {
  Json json{{"balancer", facts.balancer},     {"interval_ms", facts.interval.count()},
            {"reachable", state.reachable()}, {"trouble", nullptr},
            {"trouble_since", nullptr},       {"age_seconds", nullptr}};
  if (state.trouble()) {
    json["trouble"] = *state.trouble();
    json["trouble_since"] = format_rfc3339(*state.trouble_since());
  }
  if (const auto age = state.age(now)) {
    json["age_seconds"] = static_cast<double>(age->count()) / 1000.0;
  }
  std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.back() = ',';  // the snapshot is JSON already
  return text + "\"stats\":" + (state.snapshot() ? to_json(*state.snapshot()) : "null") + "}";
}

std::string headline(const PollState& state) {
  if (!state.snapshot()) {
    return state.trouble() ? "no figures yet" : "waiting for the balancer's first answer";
  }
  const Snapshot& snapshot = *state.snapshot();
  const std::string seen =
      snapshot.backends.empty()
          ? "no backends are configured"
          : up_of_all(snapshot) + ", " + std::to_string(snapshot.balancer.requests) + " requests";
  return (state.trouble() ? "last seen: " : "") + seen;
}

std::string_view wellness(const PollState& state) {
  if (!state.reachable() || state.snapshot()->backends.empty()) return "unknown";
  const std::size_t up = count_up(*state.snapshot());
  if (up == state.snapshot()->backends.size()) return "up";
  return up == 0 ? "down" : "part";
}

std::string banner(const PollState& state) {
  if (!state.trouble()) return {};
  return "balancer not reachable since " + time_text(format_rfc3339(*state.trouble_since())) +
         ": " + *state.trouble();
}

std::string page_title(const PollState& state) {
  if (state.trouble()) return "rrlb \u2013 balancer not reachable";
  return state.snapshot() ? "rrlb \u2013 " + up_of_all(*state.snapshot()) : "rrlb";
}

std::string status_line(const PollState& state) {
  if (!state.reachable()) return state.trouble() ? banner(state) : headline(state);
  const Snapshot& snapshot = *state.snapshot();
  return std::to_string(count_up(snapshot)) + "/" + std::to_string(snapshot.backends.size()) +
         " backends up";
}

std::string table_rows(const PollState& state) {
  std::string rows;
  if (!state.snapshot()) return rows;
  for (const BackendSnapshot& backend : state.snapshot()->backends) rows += row(backend);
  return rows;
}

std::string render_page(std::string_view page, const PollState& state, const PageFacts& facts,
                        TimePoint now) {
  const std::array<std::pair<std::string_view, std::string>, 10> words{{
      {"{{title}}", escape_html(page_title(state))},
      {"{{headline}}", escape_html(headline(state))},
      {"{{wellness}}", std::string{wellness(state)}},
      {"{{age}}", age_text(state, now)},
      {"{{banner}}", escape_html(banner(state))},
      {"{{banner_hidden}}", state.trouble() ? "" : "hidden"},
      {"{{balancer}}", escape_html(facts.balancer)},
      {"{{interval}}", std::to_string(facts.interval.count())},
      {"{{stale}}", state.trouble() && state.snapshot() ? "stale" : ""},
      {"{{rows}}", table_rows(state)},
  }};
  std::string result;
  // One pass, so that nothing a backend says is taken for a word of the template.
  while (!page.empty()) {
    const std::size_t at = std::min(page.find("{{"), page.size());
    result += page.substr(0, at);
    page.remove_prefix(at);
    if (page.empty()) break;
    const auto* word = std::find_if(words.begin(), words.end(), [&page](const auto& candidate) {
      return page.starts_with(candidate.first);
    });
    const bool known = word != words.end();
    result += known ? std::string_view{word->second} : page.substr(0, 2);
    page.remove_prefix(known ? word->first.size() : 2);
  }
  return result;
}

}  // namespace rrlb
