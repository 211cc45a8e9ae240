#include "dashboard/view/page.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>

namespace rrlb {
namespace {

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

// "2026-11-23 01:14:05 UTC" for "2026-11-23T01:14:05.123Z"; other text stays as it is. (The page's
// script shows local times, because it knows the reader's time zone.)
std::string time_text(const std::string& rfc3339) {
  const bool in_utc = rfc3339.size() >= 20 && rfc3339[10] == 'T' && rfc3339.back() == 'Z';
  return in_utc ? rfc3339.substr(0, 10) + " " + rfc3339.substr(11, 8) + " UTC" : rfc3339;
}

std::string percent_text(const std::optional<double>& share) {
  return share ? with_decimals(*share * 100, 1) + " %" : std::string{kUnknown};
}

std::string status_cell(Status status) {
  const std::string word{to_string(status)};
  return "<td data-cell=\"status\" data-label=\"Status\"><span class=\"status " + lower(word) +
         "\">" + word + "</span></td>";
}

// The reason for the status or, if there is none, the result of the last probe.
std::string_view checked(const BackendView& view) {
  if (!view.reason.empty()) return view.reason;
  const auto& probe = view.figures.last_probe;
  return probe ? std::string_view{probe->detail} : kUnknown;
}

std::string row(const BackendView& view) {
  const BackendSnapshot& backend = view.figures;
  const std::string name = escape_html(backend.name);
  return "<tr data-name=\"" + name + "\"" + (view.stale ? " class=\"stale\"" : "") +
         "><th scope=\"row\" data-cell=\"name\">" + name + "</th>" + status_cell(backend.status) +
         cell("url", "URL", backend.url) +
         cell("requests", "Requests", std::to_string(backend.requests)) +
         cell("share", "Share", percent_text(view.share)) +
         cell("rate", "Requests/s", with_decimals(view.requests_per_second, 1)) +
         cell("latency", "Latency ms", with_decimals(backend.latency_ms, 1)) +
         cell("weight", "Weight", std::to_string(backend.weight)) +
         cell("probe", "Last check", checked(view)) +
         cell("since", "Since", time_text(backend.since)) + cell("actions", "", "") + "</tr>\n";
}

std::string up_of_all(const View& view) {
  return std::to_string(view.up) + "/" + std::to_string(view.backends.size());
}

std::string age_text(const View& view) {
  if (!view.age_seconds) return {};
  return "figures " + std::to_string(std::lround(*view.age_seconds)) + " s old";
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

std::string banner(const View& view) {
  std::string all;
  for (const BalancerView& balancer : view.balancers) {
    if (!balancer.trouble) continue;
    if (!all.empty()) all += "; ";
    all += "balancer " + (view.balancers.size() > 1 ? balancer.url + " " : "") +
           "not reachable since " + time_text(format_rfc3339(*balancer.trouble_since)) + ": " +
           *balancer.trouble;
  }
  return all;
}

std::string page_title(const View& view) {
  if (!view.reachable()) return view.known() ? "rrlb \u2013 balancer not reachable" : "rrlb";
  return "rrlb \u2013 " + up_of_all(view) + " up";
}

std::string status_line(const View& view) {
  const std::string trouble = banner(view);
  if (!view.reachable()) return trouble.empty() ? headline(view) : trouble;
  return up_of_all(view) + " backends up" + (trouble.empty() ? "" : "; " + trouble);
}

std::string table_rows(const View& view) {
  std::string rows;
  for (const BackendView& backend : view.backends) rows += row(backend);
  return rows;
}

std::string render_page(std::string_view page, const View& view, const PageFacts& facts) {
  const std::string trouble = banner(view);
  const std::array<std::pair<std::string_view, std::string>, 9> words{{
      {"{{title}}", escape_html(page_title(view))},
      {"{{headline}}", escape_html(headline(view))},
      {"{{wellness}}", std::string{wellness(view)}},
      {"{{age}}", age_text(view)},
      {"{{banner}}", escape_html(trouble)},
      {"{{banner_hidden}}", trouble.empty() ? "hidden" : ""},
      {"{{interval}}", std::to_string(facts.interval.count())},
      {"{{stale}}", view.has_figures() && !view.reachable() ? "stale" : ""},
      {"{{rows}}", table_rows(view)},
  }};
  std::string result;
  // In one pass, so that a placeholder in a backend's text is not replaced.
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
