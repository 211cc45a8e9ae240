#include "daemon/balance/retry/failure.h"

#include <gtest/gtest.h>

#include <set>

namespace rrlb {
namespace {

std::string row(FailureKind kind) {
  const Failure& row = failure(kind);
  const char* const sides[]{"backend", "balancer", "client"};
  const char* const retries[]{"never", "if idempotent", "always"};
  return std::string{row.name} + ": " + sides[static_cast<int>(row.side)] + ", " +
         std::to_string(row.status) + ", " + retries[static_cast<int>(row.retry)] + ", " +
         std::string{row.text};
}

TEST(Failure, IsOneTable) {
  std::string table;
  for (std::size_t i = 0; i < kFailureKinds; ++i) {
    table += row(static_cast<FailureKind>(i));
    if (!table.ends_with('\n')) table += '\n';
  }
  EXPECT_EQ(table,
            "connect_refused: backend, 502, always, the backend cannot be reached\n"
            "connect_timeout: backend, 504, always, the backend cannot be reached in time\n"
            "connect_failed: backend, 502, always, the backend cannot be reached\n"
            "closed_early: backend, 502, if idempotent, the backend closed the connection without "
            "an answer\n"
            "response_timeout: backend, 504, if idempotent, the backend did not answer in time\n"
            "malformed_response: backend, 502, never, the backend's answer is malformed\n"
            "truncated_response: backend, 0, never, \n"
            "stalled_response: backend, 0, never, \n"
            "no_descriptors: balancer, 503, never, the balancer cannot take this request now\n"
            "no_backend: balancer, 503, never, no backend can take this request now\n"
            "queue_timeout: balancer, 503, never, every backend is busy\n"
            "client_gone: client, 0, never, \n"
            "client_stalled: client, 408, never, the request did not arrive in time\n"
            "malformed_body: client, 400, never, malformed request\n"
            "body_too_large: client, 413, never, the request body is too large\n");
}

TEST(Failure, IsFoundByItsKind) {
  EXPECT_EQ(failure(FailureKind::connect_refused).name, "connect_refused");
  EXPECT_EQ(failure(FailureKind::no_descriptors).name, "no_descriptors");
  EXPECT_EQ(failure(FailureKind::body_too_large).kind, FailureKind::body_too_large);
}

TEST(Failure, HasAUniqueNameAndATextIfThereIsAResponse) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kFailureKinds; ++i) {
    const Failure& row = failure(static_cast<FailureKind>(i));
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(row.text.empty(), row.status == 0) << row.name;
    EXPECT_TRUE(row.text.empty() || row.text.find('\n') == row.text.size() - 1) << row.name;
  }
}

TEST(Failure, IsRetriedOnlyIfTheBackendCausedItAndAResponseIsPossible) {
  for (std::size_t i = 0; i < kFailureKinds; ++i) {
    const Failure& row = failure(static_cast<FailureKind>(i));
    if (row.retry == Retry::never) continue;
    EXPECT_EQ(row.side, Side::backend) << row.name;
    EXPECT_NE(row.status, 0) << row.name;
  }
}

TEST(Failure, MethodsThatMayBeRepeatedAreThoseOfRfc9110) {
  for (const std::string_view method : {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"}) {
    EXPECT_TRUE(idempotent(method)) << method;
  }
  for (const std::string_view method : {"POST", "PATCH", "CONNECT", "get", "GETS", "GE", "", "X"}) {
    EXPECT_FALSE(idempotent(method)) << method;
  }
}

}  // namespace
}  // namespace rrlb
