// Whether a request that changes something comes from this dashboard's own page: the guard against
// cross-site request forgery, by which a page of another site would use this one's cookie.
//
// A browser says in Origin whose page asks (RFC 6454 7), and no page can make it say otherwise: it
// must be there, and be the Host that was asked, over http or https. Sec-Fetch-Site must not say
// otherwise (W3C Fetch Metadata), and the body must call itself JSON, which no form of another site
// can. The Host itself was judged before (host_check.h).
#pragma once

#include <optional>

#include "common/endpoint/http_server.h"

namespace rrlb {

// The answer to one who may not; nothing if he may.
std::optional<HttpAnswer> refused_write(const HttpRequest& request);

// Whether the page was loaded over TLS, from one that carries requests on to this daemon.
bool asked_over_tls(const HttpRequest& request);

}  // namespace rrlb
