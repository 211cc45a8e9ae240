#include "ctl/answer_report.h"

#include <algorithm>

#include "ctl/figures.h"
#include "ctl/moments.h"
#include "ctl/shown.h"

namespace rrlb {
namespace {

std::string backends_text(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " backend" : " backends");
}

std::string lines(const std::vector<std::string>& texts, const std::string& before) {
  std::string text;
  for (const std::string& line : texts) text += before + shown(line) + "\n";
  return text;
}

// Of `backend "web1"` the file's own way of writing it.
std::string section_lines(const std::string& section) {
  constexpr std::string_view kBackend = "backend ";
  if (!section.starts_with(kBackend)) return "[" + shown(section) + "]\n";
  return "[[backend]]  # " + shown(section.substr(kBackend.size())) + "\n";
}

std::string setting(const api::Key& key) { return shown(key.key) + " = " + shown(key.value); }

}  // namespace

std::string config_text(const api::Keys& keys, const Look& look) {
  constexpr std::size_t kWidest = 48;  // a longer value pushes its own comment alone
  std::size_t width = 0;
  for (const api::Key& key : keys.keys) {
    const std::size_t own = width_of(setting(key));
    if (own <= kWidest) width = std::max(width, own);
  }
  std::string text = "# " + shown(keys.file) + "\n";
  std::string section;
  for (const api::Key& key : keys.keys) {
    if (key.section != section) text += "\n" + section_lines(key.section);
    section = key.section;
    const std::string set = setting(key);
    const bool own_choice = key.from != "default";
    text += look.colour && own_choice ? coloured(set, Colour::bold) : set;
    text += std::string(width - std::min(width, width_of(set)) + 2, ' ');
    text += "# " + shown(key.from) + "\n";
  }
  return text;
}

std::string diff_text(const api::Reload& diff) {
  std::string text = lines(diff.changes, "") + lines(diff.cuts, "cut: ");
  if (text.empty()) text = "a reload would change nothing\n";
  return text + lines(diff.notes, "note: ");
}

std::string reload_text(const api::Reload& reload) {
  std::string text = "reload: done";
  if (reload.backends) text = "reload: " + backends_text(*reload.backends);
  if (reload.backends && reload.before) text += ", before " + whole(reload.before);
  return text + "\n" + lines(reload.notes, "note: ");
}

std::string event_line(const api::Event& event, const Look& look) {
  const Colour colour = event.level == "error"     ? Colour::red
                        : event.level == "warning" ? Colour::yellow
                                                   : Colour::none;
  constexpr std::size_t kLongestLevel = 7;
  const std::string level = event.level.empty() ? "-" : shown(event.level);
  return local_moment(event.time) + "  " + (look.colour ? coloured(level, colour) : level) +
         std::string(kLongestLevel - std::min(kLongestLevel, width_of(level)) + 2, ' ') +
         shown(event.message);
}

std::string alerts_text(const std::vector<api::AlertResult>& results, const Look& look) {
  std::string text;
  for (const api::AlertResult& result : results) {
    const std::string word = result.ok ? "sent" : "not sent";
    const Colour colour = result.ok ? Colour::green : Colour::red;
    text += (look.colour ? coloured(word, colour) : word) + ": " + shown(result.target) + ": " +
            shown(result.detail) + "\n";
  }
  return text;
}

std::string refusal_text(const api::Refusal& refusal, int status) {
  std::string sum = shown(refusal.problem);
  if (sum.empty()) sum = "the balancer answers with HTTP status " + std::to_string(status);
  if (refusal.problem.empty() && status == 404) sum += ", as an older one does";
  return lines(refusal.problems, "") + "rrlbctl: " + sum + "\n";
}

}  // namespace rrlb
