// What `rrlbctl status` and each frame of `rrlbctl top` look like.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/contract/admin_api/backends.h"
#include "ctl/show/stats.h"
#include "ctl/show/text_table.h"

namespace rrlb {

// Why each backend is in its status, by its name.
using Reasons = std::map<std::string, std::string>;
Reasons reasons_of(const std::vector<admin_api::Backend>& backends);

// A line about the balancer, then the backends. Where no reason is known, what failed the last
// probe stands for it, or why the backend gets less than its weight.
std::string status_text(const Stats& stats, const Reasons& reasons, const Look& look);

// The same with requests/s since the look before (none at the first, and where the balancer began
// anew), in at most so many lines.
struct Frame {
  std::optional<Stats> before;
  Stats now;
  Reasons reasons;
};
std::string top_text(const Frame& frame, const Look& look, std::optional<std::size_t> rows);

// The exit code of `rrlbctl status`: 0 if each backend is UP, and there is one; else 1.
int status_code(const Stats& stats);

}  // namespace rrlb
