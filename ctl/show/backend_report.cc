#include "ctl/show/backend_report.h"

#include <algorithm>

#include "common/base/printable.h"
#include "ctl/show/columns.h"
#include "ctl/show/figures.h"
#include "ctl/show/moments.h"

namespace rrlb {
namespace {

std::string status_line(const admin_api::Backend& backend, std::size_t name_width,
                        const Look& look) {
  const Cell status = status_cell(backend.status);
  const std::string name = printable(backend.name);
  const std::size_t pad = name_width - std::min(name_width, width_of(name));
  constexpr std::size_t kLongestStatus = 7;
  return (look.colour ? coloured(name, Colour::bold) : name) + std::string(pad + 2, ' ') +
         (look.colour ? coloured(status.text, status.colour) : status.text) +
         std::string(kLongestStatus - std::min(kLongestStatus, status.text.size()) + 2, ' ') +
         printable(backend.url) + "\n";
}

std::string file_line(const admin_api::Backend& backend) {
  if (!backend.file) return "  file      not in it";
  const admin_api::FileLayer& file = *backend.file;
  std::string text = "  file      " + printable(file.state) + ", weight " + whole(file.weight);
  if (!file.place.empty()) text += " (" + printable(file.place) + ")";
  return text;
}

std::string override_line(const admin_api::OverrideLayer& entry) {
  std::string text = "  override  ";
  if (entry.key == "state") {
    text += printable(admin_api::text_of(entry.value));
  } else if (entry.key == "added" || entry.key == "removed") {
    text += printable(entry.key);
  } else {
    text += printable(entry.key) + " " + printable(admin_api::text_of(entry.value));
  }
  if (!entry.who.empty()) text += ", by " + printable(entry.who);
  if (!entry.when.empty()) text += ", " + local_moment(entry.when);
  if (!entry.until.empty()) text += ", until " + local_moment(entry.until);
  if (!entry.why.empty()) text += ": " + printable(entry.why);
  return text;
}

std::string now_line(const admin_api::CurrentLayer& now) {
  std::string text = "  now       " + (now.state.empty() ? "-" : printable(now.state)) +
                     ", weight " + weight_text(now.weight, now.effective_weight);
  if (!now.weight_why.empty()) text += " (" + printable(now.weight_why) + ")";
  if (now.share) text += ", " + short_number(*now.share * 100) + " % of the picks";
  if (now.in_flight) text += ", " + whole(now.in_flight) + " in flight";
  return text;
}

std::string until_of(const admin_api::Backend& backend, std::string_view key) {
  for (const admin_api::OverrideLayer& entry : backend.overrides) {
    if (entry.key == key && !entry.until.empty()) return " until " + local_moment(entry.until);
  }
  return "";
}

std::string in_flight_text(const admin_api::Backend& backend) {
  if (!backend.now.in_flight) return "";
  if (*backend.now.in_flight == 0) return ", nothing is in flight";
  return ", " + whole(backend.now.in_flight) + " in flight";
}

}  // namespace

std::string layers_text(const std::vector<admin_api::Backend>& backends, const Look& look) {
  std::size_t width = 0;
  for (const admin_api::Backend& backend : backends) {
    width = std::max(width, width_of(printable(backend.name)));
  }
  std::string text;
  for (const admin_api::Backend& backend : backends) {
    text += status_line(backend, width, look);
    text += file_line(backend) + "\n";
    for (const admin_api::OverrideLayer& entry : backend.overrides)
      text += override_line(entry) + "\n";
    text += now_line(backend.now) + "\n";
  }
  return text;
}

std::string explain_text(const admin_api::Backend& backend, const Look& look) {
  std::string text = status_line(backend, 0, look);
  if (!backend.reason.empty()) text += "  " + printable(backend.reason) + "\n";
  if (!backend.since.empty()) text += "  since " + local_moment(backend.since) + "\n";
  text += "\n";
  for (const std::string& line : backend.explain) text += printable(line) + "\n";
  return text;
}

std::string change_line(const std::string& command, const admin_api::Backend& backend) {
  const std::string name = printable(backend.name);
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
    return name + ": added" + until_of(backend, "added") + ", " + printable(backend.url) +
           ", weight " + weight;
  }
  const bool as_filed = backend.file && backend.file->weight == backend.now.weight;
  std::string text = name + ": weight " + weight + until_of(backend, "weight");
  if (as_filed) return text + ", as in the file";
  if (backend.file) text += ", where the file has " + whole(backend.file->weight);
  return text;
}

}  // namespace rrlb
