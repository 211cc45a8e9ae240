// The page as HTML, for its first display and for readers without JavaScript. Text from balancers
// and backends is escaped.
//
// Stale figures are marked: the headline then begins with "last seen", and the banner says since
// when and why a balancer cannot be reached.
#pragma once

#include <string>
#include <string_view>

#include "dashboard/view/view.h"
#include "dashboard/view/view_json.h"

namespace rrlb {

// "balancer not reachable since 2026-11-23 01:14:05 UTC: connection refused". With several balancers
// one such text, with the URL, for each that is not reachable. "" if all are.
std::string banner(const View& view);

// "rrlb – 3/4 up"
std::string page_title(const View& view);

// The text for systemd's STATUS=: "4/4 backends up", or the banner.
std::string status_line(const View& view);

// One <tr> for each backend.
std::string table_rows(const View& view);

// Replaces the {{placeholders}} of the template.
std::string render_page(std::string_view page, const View& view, const PageFacts& facts);

std::string escape_html(std::string_view text);

}  // namespace rrlb
