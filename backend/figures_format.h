// Decides in which of three formats /metrics answers, from the Accept field (RFC 9110 12.5.1).
//
// Each format's weight is that of the most specific range that matches it. The heaviest format is
// chosen; among equals the one that was named outright ("text/plain, */*" asks for text); among
// those JSON before Prometheus text before OpenMetrics. Parameters but q are not looked at: every
// version of a format is near enough to the one that is spoken here. Where nothing fits, and where
// there is no Accept, the answer is JSON.
#pragma once

#include <string_view>

namespace rrlb {

enum class FiguresFormat { json, prometheus, open_metrics };

FiguresFormat preferred_format(std::string_view accept);

// The Content-Type of a format.
std::string_view content_type(FiguresFormat format);

}  // namespace rrlb
