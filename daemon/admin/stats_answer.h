// The answer to a request for /stats on the balancer's own port: the figures, and who may read them
// from a page of another origin.
//
// CORS (the Fetch standard): only an origin on the list gets Access-Control-Allow-Origin, with its
// own name and never "*"; the answer says `Vary: Origin` so that no cache hands it to another.
#pragma once

#include <string>
#include <vector>

#include "common/endpoint/http_server.h"

namespace rrlb {

// `json` is the body of a GET. OPTIONS is a preflight: 204. Any other method: 405 with Allow.
HttpAnswer stats_answer(const std::string& method, const std::string& origin,
                        const std::vector<std::string>& allowed_origins, std::string json);

}  // namespace rrlb
