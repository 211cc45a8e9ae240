#include "admin/prometheus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rrlb {
namespace {

using testing::HasSubstr;
using testing::Not;

Snapshot two_backends() {
  Snapshot snapshot;
  snapshot.balancer = {"0.1.0", 60, "redirect", "round_robin", 13, 0, 2.5, std::nullopt};
  BackendSnapshot up;
  up.name = "a\"b";
  up.status = Status::up;
  up.requests = 12;
  up.latency_ms = 0.8;
  up.ram_mb = 2;
  BackendSnapshot down;
  down.name = "c";
  down.status = Status::down;
  snapshot.backends = {up, down};
  return snapshot;
}

TEST(Prometheus, EachFigureHasHelpAndTypeAndBaseUnits) {
  const std::string text = prometheus_text(two_backends(), {13, 1, 2, 3, 4, 5});
  EXPECT_THAT(text, HasSubstr("# HELP rrlb_build_info The version that runs; always 1.\n"
                              "# TYPE rrlb_build_info gauge\n"
                              "rrlb_build_info{version=\"0.1.0\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE rrlb_requests_total counter\nrrlb_requests_total 13\n"));
  EXPECT_THAT(text, HasSubstr("\nrrlb_backend_probe_latency_seconds{backend=\"a\\\"b\"} 0.0008\n"));
  EXPECT_THAT(text, HasSubstr("\nrrlb_backend_ram_bytes{backend=\"a\\\"b\"} 2097152\n"));
  EXPECT_THAT(text, HasSubstr("\nrrlb_backend_up{backend=\"a\\\"b\"} 1\n"
                              "rrlb_backend_up{backend=\"c\"} 0\n"));
}

TEST(Prometheus, WhatIsNotKnownHasNoSample) {
  const std::string text = prometheus_text(two_backends(), {});
  EXPECT_THAT(text, HasSubstr("# TYPE rrlb_ram_bytes gauge\n# HELP"));
  EXPECT_THAT(text, Not(HasSubstr("rrlb_backend_ram_bytes{backend=\"c\"}")));
  EXPECT_THAT(text, Not(HasSubstr("rrlb_backend_failures_total{")));
}

TEST(Prometheus, LargeCountsKeepTheirDigits) {
  Snapshot snapshot = two_backends();
  snapshot.backends[0].requests = 123'456'789'012;
  EXPECT_THAT(prometheus_text(snapshot, {}),
              HasSubstr("rrlb_backend_requests_total{backend=\"a\\\"b\"} 123456789012\n"));
}

}  // namespace
}  // namespace rrlb
