// What can go wrong between a client's request and the response: which side caused it, what the
// client gets, and whether another backend may be tried.
//
// A request may be retried on another backend as long as no byte of a response has come. If the
// failed backend cannot have processed it (no connection was established), any request may be
// retried; otherwise only one with an idempotent method (RFC 9110 9.2.2, RFC 9112 9.3.1). The
// caller knows whether the body can be sent again; retry_budget.h limits the number of retries.
//
// One table. It uses neither sockets nor HTTP syntax.
#pragma once

#include <cstdint>
#include <string_view>

namespace rrlb {

enum class FailureKind : std::uint8_t {
  // Of the backend: before the request was sent,
  connect_refused,
  connect_timeout,
  connect_failed,  // any other reason: no route, unknown name
  // before a byte of the response came,
  closed_early,  // or reset, also while the request was being sent
  response_timeout,
  malformed_response,
  // after the head of the response was passed on.
  truncated_response,
  stalled_response,
  // Of the balancer.
  no_descriptors,
  no_backend,
  queue_timeout,  // every backend was full
  // Of the client.
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
  int status;  // of the response; 0 if none can be sent any more
  Retry retry;
  std::string_view name;  // "connect_refused", for metrics and records
  std::string_view text;  // the body of the response, one line; "" if there is none
};

const Failure& failure(FailureKind kind);

// RFC 9110 9.2.2. An unknown method is not idempotent. Methods are in upper case.
bool idempotent(std::string_view method);

}  // namespace rrlb
