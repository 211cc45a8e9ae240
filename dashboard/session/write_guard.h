// Accepts changes only from this dashboard's own page. This prevents cross-site request forgery, in
// which a page of another site uses the session cookie of a logged-in user.
//
// The Origin field must be present and equal the Host, with http or https: browsers set it to the
// site of the page (RFC 6454 7), and pages cannot change it. Sec-Fetch-Site must be "same-origin" if
// it is present (W3C Fetch Metadata). The Content-Type must be JSON, which a form of another site
// cannot send. host_check.h has already checked the Host itself.
#pragma once

#include <optional>

#include "common/endpoint/http_server.h"

namespace rrlb {

// Returns the answer that refuses the request, or nothing if the request is accepted.
std::optional<HttpAnswer> refused_write(const HttpRequest& request);

// Whether the page was loaded over TLS, through a proxy in front of this daemon.
bool asked_over_tls(const HttpRequest& request);

}  // namespace rrlb
