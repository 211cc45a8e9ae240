#include "dashboard/web/host_check.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(HostCheck, AddressesLocalhostAndTheMachineItselfAreAllowed) {
  for (const auto* host : {"127.0.0.1", "127.0.0.1:8000", "10.0.0.7:8000", "[::1]", "[::1]:8000",
                           "localhost", "LOCALHOST:8000", "localhost.:8000", "a.localhost", "lb1",
                           "lb1:8000", "lb1.example.com:8000"}) {
    EXPECT_TRUE(host_allowed(host, "lb1.example.com")) << host;
  }
}

TEST(HostCheck, OtherNamesAreRefused) {
  for (const auto* host :
       {"", "evil.test", "evil.test:8000", "localhost.evil.test", "lb1.evil.test",
        "127.0.0.1.evil.test", "[::1", "[::1].evil.test", "[evil]", "lb2"}) {
    EXPECT_FALSE(host_allowed(host, "lb1.example.com")) << host;
  }
}

TEST(HostCheck, AnEmptyNameIsRefusedOnAMachineWithoutAName) { EXPECT_FALSE(host_allowed("", "")); }

}  // namespace
}  // namespace rrlb
