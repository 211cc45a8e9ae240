#include "daemon/admin/prometheus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace rrlb {
namespace {

using testing::HasSubstr;
using testing::Not;

Snapshot two_backends() {
  Snapshot snapshot;
  snapshot.balancer = {"0.1.0", 60, "redirect", "round_robin", 13, 0, false, 2.5, std::nullopt};
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

TEST(Prometheus, EachMetricHasHelpTypeAndBaseUnits) {
  const std::string text = prometheus_text(two_backends(), {13, 1, 2, 3, 4, 5}, {});
  EXPECT_THAT(text, HasSubstr("# HELP rrlb_build_info The version that runs; always 1.\n"
                              "# TYPE rrlb_build_info gauge\n"
                              "rrlb_build_info{version=\"0.1.0\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE rrlb_requests_total counter\nrrlb_requests_total 13\n"));
  EXPECT_THAT(text, HasSubstr("\nrrlb_backend_probe_latency_seconds{backend=\"a\\\"b\"} 0.0008\n"));
  EXPECT_THAT(text, HasSubstr("\nrrlb_backend_ram_bytes{backend=\"a\\\"b\"} 2097152\n"));
  EXPECT_THAT(text, HasSubstr("\nrrlb_backend_up{backend=\"a\\\"b\"} 1\n"
                              "rrlb_backend_up{backend=\"c\"} 0\n"));
}

TEST(Prometheus, AnUnknownValueHasNoSample) {
  const std::string text = prometheus_text(two_backends(), {}, {});
  EXPECT_THAT(text, HasSubstr("# TYPE rrlb_ram_bytes gauge\n# HELP"));
  EXPECT_THAT(text, Not(HasSubstr("rrlb_backend_ram_bytes{backend=\"c\"}")));
  EXPECT_THAT(text, Not(HasSubstr("rrlb_backend_failures_total{")));
}

TEST(Prometheus, LargeCountsKeepTheirDigits) {
  Snapshot snapshot = two_backends();
  snapshot.backends[0].requests = 123'456'789'012;
  EXPECT_THAT(prometheus_text(snapshot, {}, {}),
              HasSubstr("rrlb_backend_requests_total{backend=\"a\\\"b\"} 123456789012\n"));
}

// The lines from the metric `first` up to the metric `last`.
std::string from_to(const std::string& text, const std::string& first, const std::string& last) {
  const std::size_t begin = text.find("# HELP " + first + " ");
  const std::size_t end = text.find("# HELP " + last + " ");
  return begin < end && end != std::string::npos ? text.substr(begin, end - begin) : text;
}

TEST(Prometheus, ReportsRelayedRequests) {
  Snapshot snapshot;
  BackendSnapshot a;
  a.name = "a";
  a.in_flight = 2;
  a.responses = ResponseClasses{0, 5, 4, 3, 1};
  a.failures = 4;
  a.failures_by_kind = {{"closed_early", 0}, {"connect_refused", 4}};
  a.retries = 6;
  a.bytes_sent = 1'000;
  a.bytes_received = 123'456'789'012;
  a.connections = ConnectionCounts{10, 11, 12};
  BackendSnapshot b;
  b.name = "b";
  snapshot.backends = {a, b};
  ResponseTimesReading times;
  times.cumulative = {1, 1, 2, 3, 5, 8, 9, 9, 9, 9, 9, 9, 10, 13};
  times.sum = std::chrono::microseconds{12'345'678};
  EXPECT_EQ(
      from_to(prometheus_text(snapshot, {}, {.backends = {{"a", {{}, times}}}}),
              "rrlb_backend_in_flight", "rrlb_backend_probe_latency_seconds"),
      "# HELP rrlb_backend_in_flight Exchanges with the backend under way.\n"
      "# TYPE rrlb_backend_in_flight gauge\n"
      "rrlb_backend_in_flight{backend=\"a\"} 2\n"
      "# HELP rrlb_backend_responses_total Responses of the backend by class of status.\n"
      "# TYPE rrlb_backend_responses_total counter\n"
      "rrlb_backend_responses_total{backend=\"a\",code=\"1xx\"} 0\n"
      "rrlb_backend_responses_total{backend=\"a\",code=\"2xx\"} 5\n"
      "rrlb_backend_responses_total{backend=\"a\",code=\"3xx\"} 4\n"
      "rrlb_backend_responses_total{backend=\"a\",code=\"4xx\"} 3\n"
      "rrlb_backend_responses_total{backend=\"a\",code=\"5xx\"} 1\n"
      "# HELP rrlb_backend_failures_total Exchanges that the backend failed.\n"
      "# TYPE rrlb_backend_failures_total counter\n"
      "rrlb_backend_failures_total{backend=\"a\"} 4\n"
      "# HELP rrlb_backend_failures_by_kind_total Exchanges that the backend failed, by how.\n"
      "# TYPE rrlb_backend_failures_by_kind_total counter\n"
      "rrlb_backend_failures_by_kind_total{backend=\"a\",kind=\"closed_early\"} 0\n"
      "rrlb_backend_failures_by_kind_total{backend=\"a\",kind=\"connect_refused\"} 4\n"
      "# HELP rrlb_backend_retries_total Requests that another backend had failed.\n"
      "# TYPE rrlb_backend_retries_total counter\n"
      "rrlb_backend_retries_total{backend=\"a\"} 6\n"
      "# HELP rrlb_backend_sent_bytes_total Bytes sent to the backend.\n"
      "# TYPE rrlb_backend_sent_bytes_total counter\n"
      "rrlb_backend_sent_bytes_total{backend=\"a\"} 1000\n"
      "# HELP rrlb_backend_received_bytes_total Bytes received from the backend.\n"
      "# TYPE rrlb_backend_received_bytes_total counter\n"
      "rrlb_backend_received_bytes_total{backend=\"a\"} 123456789012\n"
      "# HELP rrlb_backend_connections_opened_total Connections made to the backend.\n"
      "# TYPE rrlb_backend_connections_opened_total counter\n"
      "rrlb_backend_connections_opened_total{backend=\"a\"} 10\n"
      "# HELP rrlb_backend_connections_reused_total Exchanges that needed no new connection to "
      "the backend.\n"
      "# TYPE rrlb_backend_connections_reused_total counter\n"
      "rrlb_backend_connections_reused_total{backend=\"a\"} 11\n"
      "# HELP rrlb_backend_connections Connections to the backend now.\n"
      "# TYPE rrlb_backend_connections gauge\n"
      "rrlb_backend_connections{backend=\"a\"} 12\n"
      "# HELP rrlb_backend_response_seconds Time from sending a request until the head of its "
      "response.\n"
      "# TYPE rrlb_backend_response_seconds histogram\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"0.001\"} 1\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"0.0025\"} 1\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"0.005\"} 2\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"0.01\"} 3\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"0.025\"} 5\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"0.05\"} 8\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"0.1\"} 9\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"0.25\"} 9\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"0.5\"} 9\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"1\"} 9\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"2.5\"} 9\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"5\"} 9\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"10\"} 10\n"
      "rrlb_backend_response_seconds_bucket{backend=\"a\",le=\"+Inf\"} 13\n"
      "rrlb_backend_response_seconds_sum{backend=\"a\"} 12.345678\n"
      "rrlb_backend_response_seconds_count{backend=\"a\"} 13\n");
}

TEST(Prometheus, ReportsEachStatusOfABackend) {
  EXPECT_EQ(from_to(prometheus_text(two_backends(), {}, {}), "rrlb_backend_state",
                    "rrlb_backend_state_changes_total"),
            "# HELP rrlb_backend_state 1 for the status that the backend has, 0 for the others.\n"
            "# TYPE rrlb_backend_state gauge\n"
            "rrlb_backend_state{backend=\"a\\\"b\",state=\"UNKNOWN\"} 0\n"
            "rrlb_backend_state{backend=\"a\\\"b\",state=\"UP\"} 1\n"
            "rrlb_backend_state{backend=\"a\\\"b\",state=\"DOWN\"} 0\n"
            "rrlb_backend_state{backend=\"a\\\"b\",state=\"DRAIN\"} 0\n"
            "rrlb_backend_state{backend=\"a\\\"b\",state=\"MAINT\"} 0\n"
            "rrlb_backend_state{backend=\"a\\\"b\",state=\"EJECTED\"} 0\n"
            "rrlb_backend_state{backend=\"c\",state=\"UNKNOWN\"} 0\n"
            "rrlb_backend_state{backend=\"c\",state=\"UP\"} 0\n"
            "rrlb_backend_state{backend=\"c\",state=\"DOWN\"} 1\n"
            "rrlb_backend_state{backend=\"c\",state=\"DRAIN\"} 0\n"
            "rrlb_backend_state{backend=\"c\",state=\"MAINT\"} 0\n"
            "rrlb_backend_state{backend=\"c\",state=\"EJECTED\"} 0\n");
}

TEST(Prometheus, CountsProbesAndChangesOfTheStatus) {
  Snapshot snapshot;
  snapshot.backends.resize(1);
  snapshot.backends[0].name = "a";
  UpstreamTally tally;
  tally.became[static_cast<std::size_t>(Status::up)] = 2;
  tally.became[static_cast<std::size_t>(Status::down)] = 1;
  tally.probes_passed = 40;
  tally.probes_failed = 3;
  EXPECT_EQ(from_to(prometheus_text(snapshot, {}, {.backends = {{"a", {tally, {}}}}}),
                    "rrlb_backend_state_changes_total", "rrlb_backend_weight"),
            "# HELP rrlb_backend_state_changes_total How often the backend's status became this.\n"
            "# TYPE rrlb_backend_state_changes_total counter\n"
            "rrlb_backend_state_changes_total{backend=\"a\",to=\"UNKNOWN\"} 0\n"
            "rrlb_backend_state_changes_total{backend=\"a\",to=\"UP\"} 2\n"
            "rrlb_backend_state_changes_total{backend=\"a\",to=\"DOWN\"} 1\n"
            "rrlb_backend_state_changes_total{backend=\"a\",to=\"DRAIN\"} 0\n"
            "rrlb_backend_state_changes_total{backend=\"a\",to=\"MAINT\"} 0\n"
            "rrlb_backend_state_changes_total{backend=\"a\",to=\"EJECTED\"} 0\n"
            "# HELP rrlb_backend_probes_total Probes of the backend, by what came of them.\n"
            "# TYPE rrlb_backend_probes_total counter\n"
            "rrlb_backend_probes_total{backend=\"a\",result=\"passed\"} 40\n"
            "rrlb_backend_probes_total{backend=\"a\",result=\"failed\"} 3\n");
}

TEST(Prometheus, ReportsTheProcessTheConfigurationAndTheBackendUrls) {
  Snapshot snapshot;
  snapshot.balancer.ram_mb = 2;
  snapshot.backends.resize(1);
  snapshot.backends[0].name = "a";
  snapshot.backends[0].url = "http://127.0.0.1:5001";
  const WallTime start{std::chrono::seconds{1'764'000'000}};
  const BesideSnapshot beside{{}, {3, 1, false, start + Milliseconds{1'500}}, {12.25, start}};
  EXPECT_EQ(
      from_to(prometheus_text(snapshot, {}, beside), "process_cpu_seconds_total",
              "rrlb_backend_up"),
      "# HELP process_cpu_seconds_total CPU time of the balancer.\n"
      "# TYPE process_cpu_seconds_total counter\n"
      "process_cpu_seconds_total 12.25\n"
      "# HELP process_resident_memory_bytes Resident memory of the balancer.\n"
      "# TYPE process_resident_memory_bytes gauge\n"
      "process_resident_memory_bytes 2097152\n"
      "# HELP process_start_time_seconds When the balancer started, since the epoch.\n"
      "# TYPE process_start_time_seconds gauge\n"
      "process_start_time_seconds 1764000000\n"
      "# HELP rrlb_config_reloads_total Reloads of the configuration that were asked for, by what "
      "came of it.\n"
      "# TYPE rrlb_config_reloads_total counter\n"
      "rrlb_config_reloads_total{result=\"success\"} 3\n"
      "rrlb_config_reloads_total{result=\"failure\"} 1\n"
      "# HELP rrlb_config_last_reload_successful 0 while the file has problems for which the last "
      "reload kept the running configuration.\n"
      "# TYPE rrlb_config_last_reload_successful gauge\n"
      "rrlb_config_last_reload_successful 0\n"
      "# HELP rrlb_config_last_reload_success_timestamp_seconds When the running configuration was "
      "read, since the epoch.\n"
      "# TYPE rrlb_config_last_reload_success_timestamp_seconds gauge\n"
      "rrlb_config_last_reload_success_timestamp_seconds 1764000001.5\n"
      "# HELP rrlb_backend_info The URL of the backend; always 1.\n"
      "# TYPE rrlb_backend_info gauge\n"
      "rrlb_backend_info{backend=\"a\",url=\"http://127.0.0.1:5001\"} 1\n");
}

TEST(Prometheus, ReportsTheDelayOfTheControlThread) {
  ResponseTimes lag;
  for (const int ms : {0, 2, 2, 40, 3'000}) lag.record(Milliseconds{ms});
  BesideSnapshot beside;
  beside.control_lag = lag.read();
  EXPECT_EQ(from_to(prometheus_text({}, {}, beside), "rrlb_control_lag_seconds",
                    "process_cpu_seconds_total"),
            "# HELP rrlb_control_lag_seconds How late the control thread's loop got to what was "
            "due, measured ten times a second.\n"
            "# TYPE rrlb_control_lag_seconds histogram\n"
            "rrlb_control_lag_seconds_bucket{le=\"0.001\"} 1\n"
            "rrlb_control_lag_seconds_bucket{le=\"0.0025\"} 3\n"
            "rrlb_control_lag_seconds_bucket{le=\"0.005\"} 3\n"
            "rrlb_control_lag_seconds_bucket{le=\"0.01\"} 3\n"
            "rrlb_control_lag_seconds_bucket{le=\"0.025\"} 3\n"
            "rrlb_control_lag_seconds_bucket{le=\"0.05\"} 4\n"
            "rrlb_control_lag_seconds_bucket{le=\"0.1\"} 4\n"
            "rrlb_control_lag_seconds_bucket{le=\"0.25\"} 4\n"
            "rrlb_control_lag_seconds_bucket{le=\"0.5\"} 4\n"
            "rrlb_control_lag_seconds_bucket{le=\"1\"} 4\n"
            "rrlb_control_lag_seconds_bucket{le=\"2.5\"} 4\n"
            "rrlb_control_lag_seconds_bucket{le=\"5\"} 5\n"
            "rrlb_control_lag_seconds_bucket{le=\"10\"} 5\n"
            "rrlb_control_lag_seconds_bucket{le=\"+Inf\"} 5\n"
            "rrlb_control_lag_seconds_sum 3.044\n"
            "rrlb_control_lag_seconds_count 5\n");
}

TEST(Prometheus, EachMetricIsDeclaredOnceAndCountersEndInTotal) {
  std::set<std::string> names;
  std::istringstream lines{prometheus_text(two_backends(), {}, {})};
  std::string described;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string sharp, what, name, type;
    words >> sharp >> what >> name >> type;
    if (what == "HELP") {
      EXPECT_TRUE(names.insert(name).second) << name;
      described = name;
    } else if (what == "TYPE") {
      EXPECT_EQ(name, described);
      EXPECT_EQ(name.ends_with("_total"), type == "counter") << name;
    }
  }
  EXPECT_GT(names.size(), 20U);
}

}  // namespace
}  // namespace rrlb
