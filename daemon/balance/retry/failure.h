// What can go wrong between a client's request and the response: whose doing it is, what the client
// is told, and whether another backend may be tried.
//
// A request may go to another backend as long as nothing of a response came. Where the failed
// backend certainly did nothing with it (no connection came about), any request may; where it
// perhaps did, only one whose method is idempotent (RFC 9110 9.2.2, RFC 9112 9.3.1). Whether the
// body is still at hand, the caller knows; how many retries there may be, retry_budget.h says.
//
// One table. Knows no socket and no HTTP syntax.
#pragma once

#include <cstdint>
#include <string_view>

namespace rrlb {

enum class FailureKind : std::uint8_t {
  // The backend's: before the request was sent,
  connect_refused,
  connect_timeout,
  connect_failed,  // in any other way: no route, no name
  // before a byte of the response came,
  closed_early,  // or reset, also while the request was being sent
  response_timeout,
  malformed_response,
  // and after the head was passed on.
  truncated_response,
  stalled_response,
  // The balancer's.
  no_descriptors,
  no_backend,
  queue_timeout,  // every backend was full
  // The client's.
  client_gone,
  client_stalled,
  malformed_body,
  body_too_large,
};
inline constexpr std::size_t kFailureKinds = 15;

enum class Side : std::uint8_t { backend, balancer, client };
enum class Retry : std::uint8_t { never, if_idempotent, always };

struct Failure {
  FailureKind kind;
  Side side;
  int status;  // of the answer; 0: none can be sent any more
  Retry retry;
  std::string_view name;  // "connect_refused", for metrics and records
  std::string_view text;  // the body of the answer, one line; "" if there is none
};

const Failure& failure(FailureKind kind);

// RFC 9110 9.2.2; an unknown method is not. Methods are in capitals.
bool idempotent(std::string_view method);

}  // namespace rrlb
