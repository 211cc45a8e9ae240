// What the page and its programs are told: the state as JSON, and as HTML for the first sight of
// the page (and for readers without JavaScript). Whatever a balancer or a backend says is shown as
// text, never taken as markup.
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

// "3/4 up, 1234 requests", or why there is nothing to say.
std::string headline(const PollState& state);

// "rrlb – 3/4 up"
std::string page_title(const PollState& state);

// One <tr> a backend.
std::string table_rows(const PollState& state);

// The page: the template with its {{words}} replaced.
std::string render_page(std::string_view page, const PollState& state, const PageFacts& facts);

std::string escape_html(std::string_view text);

}  // namespace rrlb
