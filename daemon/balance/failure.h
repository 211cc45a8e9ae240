#pragma once
#include <cstddef>
#include <string_view>
namespace rrlb {
enum class FailureKind { connect_refused, connect_timeout, connect_failed, no_descriptors, closed_early, response_timeout, malformed_response, truncated_response, stalled_response, no_backend, queue_timeout, client_gone, client_stalled, malformed_body, body_too_large };
inline constexpr std::size_t kFailureKinds = 15;
enum class Side { backend, client, balancer };
enum class Retry { never, if_idempotent, always };
struct Failure { FailureKind kind; Side side; int status; Retry retry; std::string_view name; std::string_view text; };
inline const Failure& failure(FailureKind kind) {
  static const Failure t[] = {
   {FailureKind::connect_refused, Side::backend, 502, Retry::always, "connect_refused", "the backend cannot be reached\n"},
   {FailureKind::connect_timeout, Side::backend, 504, Retry::always, "connect_timeout", "the backend cannot be reached in time\n"},
   {FailureKind::connect_failed, Side::backend, 502, Retry::always, "connect_failed", "the backend cannot be reached\n"},
   {FailureKind::no_descriptors, Side::balancer, 503, Retry::never, "no_descriptors", "out of descriptors\n"},
   {FailureKind::closed_early, Side::backend, 502, Retry::if_idempotent, "closed_early", "the backend closed the connection\n"},
   {FailureKind::response_timeout, Side::backend, 504, Retry::if_idempotent, "response_timeout", "the backend did not answer in time\n"},
   {FailureKind::malformed_response, Side::backend, 502, Retry::never, "malformed_response", "the backend's answer is malformed\n"},
   {FailureKind::truncated_response, Side::backend, 0, Retry::never, "truncated_response", ""},
   {FailureKind::stalled_response, Side::backend, 0, Retry::never, "stalled_response", ""},
   {FailureKind::no_backend, Side::balancer, 503, Retry::never, "no_backend", ""},
   {FailureKind::queue_timeout, Side::balancer, 503, Retry::never, "queue_timeout", ""},
   {FailureKind::client_gone, Side::client, 0, Retry::never, "client_gone", ""},
   {FailureKind::client_stalled, Side::client, 408, Retry::never, "client_stalled", "the request did not arrive in time\n"},
   {FailureKind::malformed_body, Side::client, 400, Retry::never, "malformed_body", "malformed request\n"},
   {FailureKind::body_too_large, Side::client, 413, Retry::never, "body_too_large", "the request body is too large\n"}};
  return t[static_cast<std::size_t>(kind)];
}
inline bool idempotent(std::string_view m) { return m=="GET"||m=="HEAD"||m=="OPTIONS"||m=="PUT"||m=="DELETE"||m=="TRACE"||m=="PROPFIND"; }
}
