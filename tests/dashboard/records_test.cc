#include "records.h"

#include <gtest/gtest.h>

#include "runtime/command_line.h"

namespace rrlb {
namespace {

// Level, message and fields in one text, for comparing whole records.
std::string whole(const JournalRecord& record) {
  std::string text = record.level == LogLevel::info      ? "info: "
                     : record.level == LogLevel::warning ? "warning: "
                                                         : "error: ";
  text += record.message;
  for (const auto& [name, value] : record.fields) text.append("\n").append(name + "=" + value);
  return text;
}

const std::string kBalancerUrl = "http://lb1:5000";

TEST(DashboardRecords, Start) {
  const JournalRecord record = start_record(kBalancerUrl);
  const std::string v = version();
  EXPECT_EQ(record.id, message_id::kStart);
  EXPECT_EQ(whole(record), "info: dashboard " + v +
                               " started, shows http://lb1:5000\nRRLB_EVENT=start\n"
                               "RRLB_BALANCER=http://lb1:5000\nRRLB_VERSION=" +
                               v);
}

TEST(DashboardRecords, Stop) {
  EXPECT_EQ(stop_record().id, message_id::kStop);
  EXPECT_EQ(whole(stop_record()), "info: dashboard stopped\nRRLB_EVENT=stop");
}

TEST(DashboardRecords, Reload) {
  EXPECT_EQ(reload_record(kBalancerUrl).id, message_id::kReload);
  EXPECT_EQ(
      whole(reload_record(kBalancerUrl)),
      "info: reload: shows http://lb1:5000\nRRLB_EVENT=reload\nRRLB_BALANCER=http://lb1:5000");
}

TEST(DashboardRecords, RefusedReloadCountsItsProblems) {
  EXPECT_EQ(reload_refused_record(1, "a.conf").id, message_id::kReloadRefused);
  EXPECT_EQ(whole(reload_refused_record(1, "a.conf")),
            "error: reload: kept the running configuration, 1 problem in a.conf (listed above)\n"
            "RRLB_EVENT=reload_refused\nRRLB_PROBLEMS=1");
  EXPECT_EQ(reload_refused_record(2, "a.conf").message,
            "reload: kept the running configuration, 2 problems in a.conf (listed above)");
}

TEST(DashboardRecords, TheBalancerComesAndGoes) {
  EXPECT_EQ(reachable_record(kBalancerUrl).id, message_id::kBalancer);
  EXPECT_EQ(whole(reachable_record(kBalancerUrl)),
            "info: balancer http://lb1:5000: reachable\nRRLB_EVENT=balancer\n"
            "RRLB_BALANCER=http://lb1:5000\nRRLB_STATUS=UP");
  EXPECT_EQ(unreachable_record(kBalancerUrl, "x").id, message_id::kBalancer);
  EXPECT_EQ(whole(unreachable_record(kBalancerUrl, "connection refused")),
            "warning: balancer http://lb1:5000: not reachable, connection refused\n"
            "RRLB_EVENT=balancer\nRRLB_BALANCER=http://lb1:5000\nRRLB_STATUS=DOWN\n"
            "RRLB_REASON=connection refused");
}

}  // namespace
}  // namespace rrlb
