#include "ctl/show/answer_report.h"

#include <algorithm>

#include "common/base/printable.h"
#include "ctl/show/columns.h"
#include "ctl/show/figures.h"
#include "ctl/show/moments.h"

namespace rrlb {
namespace {

std::string backends_text(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " backend" : " backends");
}

std::string lines(const std::vector<std::string>& texts, const std::string& before) {
  std::string text;
  for (const std::string& line : texts) text += before + printable(line) + "\n";
  return text;
}

// Of `backend "web1"` the file's own way of writing it.
std::string section_lines(const std::string& section) {
  constexpr std::string_view kBackend = "backend ";
  if (!section.starts_with(kBackend)) return "[" + printable(section) + "]\n";
  return "[[backend]]  # " + printable(section.substr(kBackend.size())) + "\n";
}

std::string setting(const admin_api::ConfigKey& key) {
  return printable(key.key) + " = " + printable(key.value);
}

}  // namespace

std::string config_text(const admin_api::ConfigKeys& keys, const Look& look) {
  constexpr std::size_t kWidest = 48;  // a longer value pushes its own comment alone
  std::size_t width = 0;
  for (const admin_api::ConfigKey& key : keys.keys) {
    const std::size_t own = width_of(setting(key));
    if (own <= kWidest) width = std::max(width, own);
  }
  std::string text = "# " + printable(keys.file) + "\n";
  std::string section;
  for (const admin_api::ConfigKey& key : keys.keys) {
    if (key.section != section) text += "\n" + section_lines(key.section);
    section = key.section;
    const std::string set = setting(key);
    const bool own_choice = key.from != "default";
    text += look.colour && own_choice ? coloured(set, Colour::bold) : set;
    text += std::string(width - std::min(width, width_of(set)) + 2, ' ');
    text += "# " + printable(key.from) + "\n";
  }
  return text;
}

std::string diff_text(const admin_api::Diff& diff) {
  std::string text = lines(diff.changes, "") + lines(diff.cuts, "cut: ");
  if (text.empty()) text = "a reload would change nothing\n";
  return text + lines(diff.notes, "note: ");
}

std::string reload_text(const admin_api::Reloaded& reload) {
  std::string text = "reload: done";
  if (reload.backends) text = "reload: " + backends_text(*reload.backends);
  if (reload.backends && reload.before) text += ", before " + whole(reload.before);
  return text + "\n" + lines(reload.notes, "note: ");
}

std::string event_line(const admin_api::Event& event, const Look& look) {
  const Colour colour = event.level == "error"     ? Colour::red
                        : event.level == "warning" ? Colour::yellow
                                                   : Colour::none;
  constexpr std::size_t kLongestLevel = 7;
  const std::string level = event.level.empty() ? "-" : printable(event.level);
  return local_moment(event.time) + "  " + (look.colour ? coloured(level, colour) : level) +
         std::string(kLongestLevel - std::min(kLongestLevel, width_of(level)) + 2, ' ') +
         printable(event.message);
}

std::string alerts_text(const std::vector<admin_api::AlertResult>& results, const Look& look) {
  std::string text;
  for (const admin_api::AlertResult& result : results) {
    const std::string word = result.ok ? "sent" : "not sent";
    const Colour colour = result.ok ? Colour::green : Colour::red;
    text += (look.colour ? coloured(word, colour) : word) + ": " + printable(result.target) + ": " +
            printable(result.detail) + "\n";
  }
  return text;
}

std::string refusal_text(const admin_api::Refusal& refusal, int status) {
  std::string sum = printable(refusal.problem);
  if (sum.empty()) sum = "the balancer answers with HTTP status " + std::to_string(status);
  if (refusal.problem.empty() && status == 404) sum += ", as an older one does";
  return lines(refusal.problems, "") + "rrlbctl: " + sum + "\n";
}

}  // namespace rrlb
