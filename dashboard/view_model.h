// What the page and its programs are told: the state as JSON, and as HTML for the first sight of
// the page (and for readers without JavaScript). Whatever a balancer or a backend says is shown as
// text, never taken as markup.
//
// Figures that are old are told to be old: the headline then says what was seen last, and the
// banner since when the balancer cannot be reached, and why.
#pragma once

#include <string>
#include <string_view>

#include "core/address.h"
#include "core/time.h"
#include "poll_state.h"

namespace rrlb {

struct PageFacts {
  std::string balancer;  // its URL
  Milliseconds interval{2'000};
};

// The body of /api/stats.
std::string stats_json(const PollState& state, const PageFacts& facts, TimePoint now);

// "3/4 up, 1234 requests", "last seen: 3/4 up, 1234 requests", or why there is nothing to say.
std::string headline(const PollState& state);

// The class of the headline's mark: "up" when all is well, "part" when some backends are not up,
// "down" when none is, "unknown".
std::string_view wellness(const PollState& state);

// "balancer not reachable since 2026-11-23 01:14:05 UTC: connection refused"; "" while it is.
std::string banner(const PollState& state);

// "rrlb – 3/4 up"
std::string page_title(const PollState& state);

// For systemd's STATUS=: "4/4 backends up", or the banner.
std::string status_line(const PollState& state);

// One <tr> a backend.
std::string table_rows(const PollState& state);

// The page: the template with its {{words}} replaced.
std::string render_page(std::string_view page, const PollState& state, const PageFacts& facts,
                        TimePoint now);

std::string escape_html(std::string_view text);

}  // namespace rrlb
