#include "dashboard/report/records.h"

#include <gtest/gtest.h>

#include "common/program/command_line.h"

namespace rrlb {
namespace {

// Level, message and fields in one text, to compare whole records.
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

TEST(DashboardRecords, OfTheBalancersReachability) {
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

TEST(DashboardRecords, OfLogins) {
  EXPECT_EQ(login_record("anna", "192.0.2.7").id, message_id::kSession);
  EXPECT_EQ(whole(login_record("anna", "192.0.2.7")),
            "info: user \"anna\" logged in from 192.0.2.7\nRRLB_EVENT=login\nRRLB_USER=anna\n"
            "RRLB_CLIENT=192.0.2.7");
  EXPECT_EQ(whole(logout_record("anna", "192.0.2.7")),
            "info: user \"anna\" logged out from 192.0.2.7\nRRLB_EVENT=logout\nRRLB_USER=anna\n"
            "RRLB_CLIENT=192.0.2.7");
  EXPECT_EQ(whole(login_failed_record("anna", "192.0.2.7")),
            "warning: login from 192.0.2.7 refused: wrong password of user \"anna\"\n"
            "RRLB_EVENT=login_refused\nRRLB_USER=anna\nRRLB_CLIENT=192.0.2.7");
  EXPECT_EQ(whole(login_failed_record("", "192.0.2.7")),
            "warning: login from 192.0.2.7 refused: no such user\n"
            "RRLB_EVENT=login_refused\nRRLB_USER=\nRRLB_CLIENT=192.0.2.7");
}

TEST(DashboardRecords, OfAUsersChange) {
  EXPECT_EQ(change_record("anna", "web1", "drain", "", "").id, message_id::kOverride);
  EXPECT_EQ(whole(change_record("anna", "web1", "drain", "new disks", "")),
            "info: user \"anna\": drain of backend \"web1\" (new disks)\nRRLB_EVENT=change\n"
            "RRLB_BACKEND=web1\nRRLB_BY=anna");
  EXPECT_EQ(whole(change_record("anna", "web1", "weight 5", "", "no backend \"web1\"")),
            "warning: user \"anna\": weight 5 of backend \"web1\" refused: no backend \"web1\"\n"
            "RRLB_EVENT=change_refused\nRRLB_BACKEND=web1\nRRLB_BY=anna");
}

TEST(DashboardRecords, OfTheAdminSocket) {
  EXPECT_EQ(whole(admin_reachable_record("/run/rrlb/admin.sock")),
            "info: admin socket /run/rrlb/admin.sock: reachable\nRRLB_EVENT=admin\n"
            "RRLB_BALANCER=/run/rrlb/admin.sock\nRRLB_STATUS=UP");
  EXPECT_EQ(whole(admin_unreachable_record("/a.sock: no answer within 2 s")),
            "warning: no events and no controls: /a.sock: no answer within 2 s\nRRLB_EVENT=admin\n"
            "RRLB_STATUS=DOWN\nRRLB_REASON=/a.sock: no answer within 2 s");
}

}  // namespace
}  // namespace rrlb
