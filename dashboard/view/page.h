// The page as HTML, for its first sight and for readers without JavaScript. Whatever a balancer or
// a backend says is shown as text, never taken as markup.
//
// Figures that are old are told to be old: the headline then says what was seen last, and the
// banner since when a balancer cannot be reached, and why.
#pragma once

#include <string>
#include <string_view>

#include "dashboard/view/view.h"
#include "dashboard/view/view_json.h"

namespace rrlb {

// "balancer not reachable since 2026-11-23 01:14:05 UTC: connection refused"; of several balancers
// a sentence for each that is not, with its URL; "" while all are.
std::string banner(const View& view);

// "rrlb – 3/4 up"
std::string page_title(const View& view);

// For systemd's STATUS=: "4/4 backends up", or the banner.
std::string status_line(const View& view);

// One <tr> a backend.
std::string table_rows(const View& view);

// The page: the template with its {{words}} replaced.
std::string render_page(std::string_view page, const View& view, const PageFacts& facts);

std::string escape_html(std::string_view text);

}  // namespace rrlb
