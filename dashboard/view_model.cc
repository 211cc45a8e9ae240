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

std::string row(const BackendSnapshot& backend) {
  const std::string word{to_string(backend.status)};
  const std::string uptime =
      backend.uptime_seconds
          ? format_uptime(std::chrono::seconds{static_cast<std::int64_t>(*backend.uptime_seconds)})
          : std::string{kUnknown};
  return "<tr data-name=\"" + escape_html(backend.name) +
         "\"><th scope=\"row\" data-cell=\"name\">" + escape_html(backend.name) +
         "</th><td data-cell=\"status\" data-label=\"Status\">" + "<span class=\"status " +
         lower(word) + "\">" + word + "</span></td>" + cell("url", "URL", backend.url) +
         cell("requests", "Requests", std::to_string(backend.requests)) +
         cell("cpu", "CPU %", with_decimals(backend.cpu_percent, 1)) +
         cell("ram", "RAM MB", with_decimals(backend.ram_mb, 1)) +
         cell("latency", "Latency ms", with_decimals(backend.latency_ms, 1)) +
         cell("uptime", "Uptime", uptime) +
         cell("probe", "Last probe",
              backend.last_probe ? std::string_view{backend.last_probe->detail} : kUnknown) +
         cell("since", "Since", backend.since) + "</tr>\n";
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

std::string trouble_line(const PollState& state) {
  return "balancer not reachable since " + format_rfc3339(*state.trouble_since()) + ": " +
         *state.trouble();
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
  Json json{{"balancer", facts.balancer},
            {"interval_ms", facts.interval.count()},
            {"reachable", state.reachable()},
            {"trouble", nullptr},
            {"trouble_since", nullptr},
            {"age_seconds", nullptr},
            {"stats", nullptr}};
  if (state.trouble()) {
    json["trouble"] = *state.trouble();
    json["trouble_since"] = format_rfc3339(*state.trouble_since());
  }
  if (const auto age = state.age(now)) {
    json["age_seconds"] = static_cast<double>(age->count()) / 1000.0;
    json["stats"] = Json::parse(to_json(*state.snapshot()));
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string headline(const PollState& state) {
  if (state.trouble()) return trouble_line(state);
  if (!state.snapshot()) return "waiting for the balancer's first answer";
  const Snapshot& snapshot = *state.snapshot();
  if (snapshot.backends.empty()) return "no backends are configured";
  return up_of_all(snapshot) + ", " + std::to_string(snapshot.balancer.requests) + " requests";
}

std::string page_title(const PollState& state) {
  if (state.trouble()) return "rrlb \u2013 balancer not reachable";
  return state.snapshot() ? "rrlb \u2013 " + up_of_all(*state.snapshot()) : "rrlb";
}

std::string table_rows(const PollState& state) {
  std::string rows;
  if (!state.snapshot()) return rows;
  for (const BackendSnapshot& backend : state.snapshot()->backends) rows += row(backend);
  return rows;
}

std::string render_page(std::string_view page, const PollState& state, const PageFacts& facts) {
  const std::array<std::pair<std::string_view, std::string>, 6> words{{
      {"{{title}}", escape_html(page_title(state))},
      {"{{headline}}", escape_html(headline(state))},
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
