#include "daemon/balance/retry/failure.h"

#include <algorithm>
#include <array>

namespace rrlb {
namespace {

using enum FailureKind;

constexpr std::string_view kNotReached = "the backend cannot be reached\n";
constexpr std::string_view kLate = "the backend did not answer in time\n";
constexpr std::string_view kNoBackend = "no backend can take this request now\n";

constexpr std::array<Failure, kFailureKinds> kFailures{{
    {connect_refused, Side::backend, 502, Retry::always, "connect_refused", kNotReached},
    {connect_timeout, Side::backend, 504, Retry::always, "connect_timeout",
     "the backend cannot be reached in time\n"},
    {connect_failed, Side::backend, 502, Retry::always, "connect_failed", kNotReached},
    {closed_early, Side::backend, 502, Retry::if_idempotent, "closed_early",
     "the backend closed the connection without an answer\n"},
    {response_timeout, Side::backend, 504, Retry::if_idempotent, "response_timeout", kLate},
    {malformed_response, Side::backend, 502, Retry::never, "malformed_response",
     "the backend's answer is malformed\n"},
    {truncated_response, Side::backend, 0, Retry::never, "truncated_response", ""},
    {stalled_response, Side::backend, 0, Retry::never, "stalled_response", ""},
    {no_descriptors, Side::balancer, 503, Retry::never, "no_descriptors",
     "the balancer cannot take this request now\n"},
    {no_backend, Side::balancer, 503, Retry::never, "no_backend", kNoBackend},
    {queue_timeout, Side::balancer, 503, Retry::never, "queue_timeout", "every backend is busy\n"},
    {client_gone, Side::client, 0, Retry::never, "client_gone", ""},
    {client_stalled, Side::client, 408, Retry::never, "client_stalled",
     "the request did not arrive in time\n"},
    {malformed_body, Side::client, 400, Retry::never, "malformed_body", "malformed request\n"},
    {body_too_large, Side::client, 413, Retry::never, "body_too_large",
     "the request body is too large\n"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kFailures.size(); ++i) {
    if (static_cast<std::size_t>(kFailures[i].kind) != i) return false;
  }
  return true;
}
static_assert(in_order());

constexpr std::array<std::string_view, 6> kIdempotent{"GET",   "HEAD", "OPTIONS",
                                                      "TRACE", "PUT",  "DELETE"};

}  // namespace

const Failure& failure(FailureKind kind) { return kFailures[static_cast<std::size_t>(kind)]; }

bool idempotent(std::string_view method) {
  return std::find(kIdempotent.begin(), kIdempotent.end(), method) != kIdempotent.end();
}

}  // namespace rrlb
