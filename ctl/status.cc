#include "ctl/status.h"

#include "common/contract/admin_api/backends.h"
#include "ctl/show/stats.h"
#include "ctl/show/status_table.h"

namespace rrlb {

int status(const Session& session, const AdminRequest& request) {
  const AdminAnswer answer = session.ask(request);
  if (!answer.done()) {
    session.fail(answer);
    const bool not_running = answer.outcome == AdminAnswer::Outcome::not_running;
    return not_running ? exit_code::kNotRunning : exit_code::kUnknown;
  }
  const std::optional<Stats> stats = read_stats(answer.body);
  const int code = session.show(answer, [&](const std::string&) -> std::optional<std::string> {
    if (!stats) return std::nullopt;
    const AdminAnswer layers = session.ask({"GET", "/api/backends", ""});
    const auto backends = layers.done() ? admin_api::read_backends(layers.body) : std::nullopt;
    return status_text(*stats, reasons_of(backends.value_or(std::vector<admin_api::Backend>{})),
                       session.look());
  });
  return code == exit_code::kDone && stats ? status_code(*stats) : exit_code::kUnknown;
}

}  // namespace rrlb
