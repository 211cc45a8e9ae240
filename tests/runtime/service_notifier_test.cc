#include "runtime/service_notifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstdlib>

#include "runtime/unique_fd.h"
#include "temp_folder.h"

namespace rrlb {
namespace {

using testing::MatchesRegex;

// Stands where systemd would, and hears what it would be told.
class ServiceNotifierTest : public testing::Test {
 protected:
  ServiceNotifierTest() : fd_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)} {
    const std::string path = (folder_.path() / "notify").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~ServiceNotifierTest() override {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
  }

  std::string heard() {
    std::array<char, 512> text{};
    const ssize_t size = ::recv(fd_.get(), text.data(), text.size(), MSG_DONTWAIT);
    return size < 0 ? "nothing" : std::string(text.data(), static_cast<size_t>(size));
  }

  TempFolder folder_;
  UniqueFd fd_;
};

TEST_F(ServiceNotifierTest, TellsEachStateInSystemdsWords) {
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

TEST_F(ServiceNotifierTest, ReloadCarriesTheMonotonicTime) {
  service::reloading();
  EXPECT_THAT(heard(), MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
}

TEST_F(ServiceNotifierTest, WatchdogIsFedAtHalfItsInterval) {
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
