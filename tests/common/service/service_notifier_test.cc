#include "common/service/service_notifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "common/base/clock.h"
#include "tests/support/notify_socket.h"

namespace rrlb {
namespace {

using testing::MatchesRegex;

class ServiceNotifierTest : public testing::Test {
 protected:
  ServiceNotifierTest() { ::setenv("NOTIFY_SOCKET", systemd_.path().c_str(), 1); }
  ~ServiceNotifierTest() override {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
  }
  std::string heard() { return systemd_.heard(); }

  NotifySocket systemd_;
};

TEST_F(ServiceNotifierTest, SendsEachStateInSystemdsFormat) {
  service::ready("4/4 backends up");
  EXPECT_EQ(heard(), "READY=1\nSTATUS=4/4 backends up");
  service::status("3/4 backends up");
  EXPECT_EQ(heard(), "STATUS=3/4 backends up");
  service::stopping("draining");
  EXPECT_EQ(heard(), "STOPPING=1\nSTATUS=draining");
  service::extend_timeout(Milliseconds{1500});
  EXPECT_EQ(heard(), "EXTEND_TIMEOUT_USEC=1500000");
  service::feed_watchdog();
  EXPECT_EQ(heard(), "WATCHDOG=1");
}

TEST_F(ServiceNotifierTest, AStatusCannotSetOtherVariables) {
  service::status("no figures (x\nSTOPPING=1\nMAINPID=1)");
  EXPECT_EQ(heard(), "STATUS=no figures (x\\x0aSTOPPING=1\\x0aMAINPID=1)");
  service::ready("x\nERRNO=2");
  EXPECT_EQ(heard(), "READY=1\nSTATUS=x\\x0aERRNO=2");
}

TEST_F(ServiceNotifierTest, ReloadCarriesTheMonotonicTime) {
  service::reloading();
  EXPECT_THAT(heard(), MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
}

TEST_F(ServiceNotifierTest, DescriptorsAreStoredInMessagesThatTheKernelAccepts) {
  service::store("rrlb-listen", std::vector<int>(200, 0));
  EXPECT_EQ(heard(), "FDSTORE=1\nFDNAME=rrlb-listen");
  EXPECT_EQ(heard(), "FDSTORE=1\nFDNAME=rrlb-listen");
  service::store("rrlb-listen", {});
  service::feed_watchdog();
  EXPECT_EQ(heard(), "WATCHDOG=1");
}

TEST_F(ServiceNotifierTest, WatchdogIsNotifiedAtHalfItsInterval) {
  EXPECT_EQ(service::watchdog_interval(), std::nullopt);
  ::setenv("WATCHDOG_USEC", "10000000", 1);
  EXPECT_EQ(service::watchdog_interval(), Milliseconds{5000});
  ::setenv("WATCHDOG_PID", "1", 1);  // meant for another process
  EXPECT_EQ(service::watchdog_interval(), std::nullopt);
}

TEST(ServiceNotifier, WithoutSystemdNothingHappens) {
  service::ready("x");
  service::feed_watchdog();
  EXPECT_EQ(service::watchdog_interval(), std::nullopt);
}

}  // namespace
}  // namespace rrlb
