#include "daemon/probe/prober.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

HttpResult answered(int status) {
  HttpResult result;
  result.status = status;
  result.latency = std::chrono::microseconds{3'400};
  return result;
}

TEST(Prober, AnAnswerOf2xxOr3xxPasses) {
  EXPECT_EQ(verdict(answered(200)), ProbeResult::passed);
  EXPECT_EQ(verdict(answered(204)), ProbeResult::passed);
  EXPECT_EQ(verdict(answered(302)), ProbeResult::passed);
  EXPECT_EQ(verdict(answered(199)), ProbeResult::failed);
  EXPECT_EQ(verdict(answered(404)), ProbeResult::failed);
  EXPECT_EQ(verdict(answered(503)), ProbeResult::failed);
  EXPECT_EQ(verdict(HttpResult{}), ProbeResult::failed);
}

TEST(Prober, DescribesTheResult) {
  EXPECT_EQ(describe_probe(answered(200)), "answered 200 in 3.4 ms");
  EXPECT_EQ(describe_probe(answered(503)), "answered 503");
  HttpResult nothing;
  nothing.problem = "connection refused";
  EXPECT_EQ(describe_probe(nothing), "connection refused");
}

}  // namespace
}  // namespace rrlb
