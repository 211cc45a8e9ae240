#include "ctl/backend_report.h"

#include <algorithm>

#include "ctl/figures.h"
#include "ctl/moments.h"
#include "ctl/shown.h"

namespace rrlb {
namespace {

std::string status_line(const api::Backend& backend, std::size_t name_width, const Look& look) {
  const Cell status = status_cell(backend.status);
  const std::string name = shown(backend.name);
  const std::size_t pad = name_width - std::min(name_width, width_of(name));
  constexpr std::size_t kLongestStatus = 7;
  return (look.colour ? coloured(name, Colour::bold) : name) + std::string(pad + 2, ' ') +
         (look.colour ? coloured(status.text, status.colour) : status.text) +
         std::string(kLongestStatus - std::min(kLongestStatus, status.text.size()) + 2, ' ') +
         shown(backend.url) + "\n";
}

std::string file_line(const api::Backend& backend) {
  if (!backend.file) return "  file      does not have it";
  const api::FileLayer& file = *backend.file;
  std::string text = "  file      " + shown(file.state) + ", weight " + whole(file.weight);
  if (!file.place.empty()) text += " (" + shown(file.place) + ")";
  return text;
}

std::string override_line(const api::Override& entry) {
  std::string text = "  override  ";
  if (entry.key == "state") {
    text += shown(entry.value);
  } else if (entry.key == "added" || entry.key == "removed") {
    text += shown(entry.key);
  } else {
    text += shown(entry.key) + " " + shown(entry.value);
  }
  if (!entry.who.empty()) text += ", by " + shown(entry.who);
  if (!entry.when.empty()) text += ", " + local_moment(entry.when);
  if (!entry.until.empty()) text += ", until " + local_moment(entry.until);
  if (!entry.why.empty()) text += ": " + shown(entry.why);
  return text;
}

std::string now_line(const api::NowLayer& now) {
  std::string text = "  now       " + (now.state.empty() ? "-" : shown(now.state)) + ", weight " +
                     weight_text(now.weight, now.effective_weight);
  if (!now.weight_why.empty()) text += " (" + shown(now.weight_why) + ")";
  if (now.share) text += ", " + short_number(*now.share * 100) + " % of the picks";
  if (now.in_flight) text += ", " + whole(now.in_flight) + " in flight";
  return text;
}

std::string until_of(const api::Backend& backend, std::string_view key) {
  for (const api::Override& entry : backend.overrides) {
    if (entry.key == key && !entry.until.empty()) return " until " + local_moment(entry.until);
  }
  return "";
}

std::string in_flight_text(const api::Backend& backend) {
  if (!backend.now.in_flight) return "";
  if (*backend.now.in_flight == 0) return ", nothing is in flight";
  return ", " + whole(backend.now.in_flight) + " in flight";
}

}  // namespace

std::string layers_text(const std::vector<api::Backend>& backends, const Look& look) {
  std::size_t width = 0;
  for (const api::Backend& backend : backends) {
    width = std::max(width, width_of(shown(backend.name)));
  }
  std::string text;
  for (const api::Backend& backend : backends) {
    text += status_line(backend, width, look);
    text += file_line(backend) + "\n";
    for (const api::Override& entry : backend.overrides) text += override_line(entry) + "\n";
    text += now_line(backend.now) + "\n";
  }
  return text;
}

std::string explain_text(const api::Backend& backend, const Look& look) {
  std::string text = status_line(backend, 0, look);
  if (!backend.reason.empty()) text += "  " + shown(backend.reason) + "\n";
  if (!backend.since.empty()) text += "  since " + local_moment(backend.since) + "\n";
  text += "\n";
  for (const std::string& line : backend.explain) text += shown(line) + "\n";
  return text;
}

std::string change_line(const std::string& command, const api::Backend& backend) {
  const std::string name = shown(backend.name);
  const std::string weight = whole(backend.now.weight);
  if (command == "drain") {
    return name + ": no new requests" + until_of(backend, "state") + in_flight_text(backend);
  }
  if (command == "disable") return name + ": disabled" + until_of(backend, "state");
  if (command == "enable") {
    return name + ": enabled" + until_of(backend, "state") + ", and " +
           status_cell(backend.status).text;
  }
  if (command == "add") {
    return name + ": added" + until_of(backend, "added") + ", " + shown(backend.url) + ", weight " +
           weight;
  }
  const bool as_filed = backend.file && backend.file->weight == backend.now.weight;
  std::string text = name + ": weight " + weight + until_of(backend, "weight");
  if (as_filed) return text + ", as the file says";
  if (backend.file) text += ", where the file says " + whole(backend.file->weight);
  return text;
}

}  // namespace rrlb
