// What the other answers of the balancer look like: the configuration, a reload, events, alerts.
#pragma once

#include <string>
#include <vector>

#include "common/contract/admin_api/answers.h"
#include "common/contract/admin_api/config.h"
#include "common/contract/admin_api/events.h"
#include "ctl/show/text_table.h"

namespace rrlb {

// As the file would have it, section by section, with a comment behind each key that says where it
// comes from.
std::string config_text(const admin_api::ConfigKeys& keys, const Look& look);

std::string diff_text(const admin_api::Diff& diff);
std::string reload_text(const admin_api::Reloaded& reload);

// "2026-11-23 10:00:00  warning  backend "web1": UP -> DOWN ...". In one line.
std::string event_line(const admin_api::Event& event, const Look& look);

std::string alerts_text(const std::vector<admin_api::AlertResult>& results, const Look& look);

// What is wrong, first one by one, then in sum; each on a line. `status` is the HTTP status, for an
// answer that gives no reason.
std::string refusal_text(const admin_api::Refusal& refusal, int status);

}  // namespace rrlb
