// Chooses one of three formats for /metrics by the Accept header field (RFC 9110 12.5.1).
//
// The weight of a format is that of the most specific range that matches it. The format with the
// highest weight wins; among equals the most specific match ("text/plain, */*" chooses text); then
// JSON before Prometheus text before OpenMetrics. Parameters other than q are ignored, because all
// versions of a format are close enough to the one sent. If nothing matches, or without Accept, the
// format is JSON.
#pragma once

#include <string_view>

namespace rrlb {

enum class FiguresFormat { json, prometheus, open_metrics };

FiguresFormat preferred_format(std::string_view accept);

// The Content-Type of a format.
std::string_view content_type(FiguresFormat format);

}  // namespace rrlb
