#include "dashboard/session/attempts.h"

#include <gmock/gmock.h>

namespace rrlb {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class AttemptsTest : public testing::Test {
 protected:
  // Fails as often as the address may try now, `most` times at most, and returns the number.
  int tries(const std::string& address, int most) {
    int made = 0;
    while (made < most && attempts_.begin(address, now_) == seconds{0}) ++made;
    return made;
  }
  long wait(const std::string& address = "192.0.2.7") {
    return attempts_.begin(address, now_).count();
  }

  Attempts attempts_;
  TimePoint now_{hours{1000}};
};

TEST_F(AttemptsTest, FiveFailuresAreFree) {
  EXPECT_EQ(tries("192.0.2.7", 100), 5);
  EXPECT_EQ(wait(), 5);
  EXPECT_EQ(wait("192.0.2.8"), 0) << "it is another";
  now_ += seconds{3};
  EXPECT_EQ(wait(), 2);
}

TEST_F(AttemptsTest, EachFurtherFailureDoublesTheWait) {
  tries("192.0.2.7", 5);
  std::vector<long> waits;
  for (int i = 0; i < 9; ++i) {
    waits.push_back(wait());
    now_ += seconds{waits.back()};
    EXPECT_EQ(wait(), 0);
  }
  EXPECT_THAT(waits, testing::ElementsAre(5, 10, 20, 40, 80, 160, 300, 300, 300));
}

TEST_F(AttemptsTest, ASuccessResetsTheFailures) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(tries("192.0.2.7", 5), 5) << i;
    attempts_.succeeded("192.0.2.7");
    now_ += seconds{10};
  }
  EXPECT_EQ(attempts_.addresses(), 0U);
}

TEST_F(AttemptsTest, OccasionalFailuresAreForgotten) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(tries("192.0.2.7", 4), 4);
    now_ += minutes{1};
  }
}

TEST_F(AttemptsTest, AnAddressThatHadToWaitIsRememberedLonger) {
  tries("192.0.2.7", 5);
  now_ += seconds{5} + minutes{14};
  EXPECT_EQ(tries("192.0.2.7", 5), 1);
  EXPECT_EQ(wait(), 10);
  now_ += seconds{10} + minutes{15};
  EXPECT_EQ(tries("192.0.2.7", 100), 5);
}

TEST_F(AttemptsTest, AnIpv6NetworkCountsAsOneAddress) {
  EXPECT_EQ(tries("2001:db8:1:2::1", 3), 3);
  EXPECT_EQ(tries("2001:db8:1:2:ffff::2", 100), 2);
  EXPECT_EQ(tries("2001:db8:1:3::1", 1), 1);
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(network_of("::1"), "::");
  EXPECT_EQ(network_of("fe80::1%eth0"), "fe80::");
  EXPECT_EQ(network_of("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(network_of("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(network_of(""), "");
}

TEST_F(AttemptsTest, AllAddressesTogetherHaveSixtyPerMinute) {
  int made = 0;
  for (int i = 0; i < 100; ++i) made += tries("192.0.2." + std::to_string(i), 1);
  EXPECT_EQ(made, 60);
  now_ += seconds{20};
  EXPECT_EQ(wait("198.51.100.1"), 40);
  now_ += seconds{40};
  EXPECT_EQ(wait("198.51.100.1"), 0);
}

TEST_F(AttemptsTest, TheNumberOfRememberedAddressesIsLimited) {
  for (unsigned i = 0; i < 10'000; ++i) {
    attempts_.begin("10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256), now_);
    now_ += std::chrono::milliseconds{1};
  }
  EXPECT_LE(attempts_.addresses(), Attempts::kMostAddresses);
  EXPECT_GT(attempts_.addresses(), 0U);
}

TEST_F(AttemptsTest, OnlyTheLastAddressesToSucceedAreExempt) {
  for (int i = 0; i <= 64; ++i) {
    ASSERT_EQ(wait("192.0.2." + std::to_string(i)), 0);
    attempts_.succeeded("192.0.2." + std::to_string(i));
  }
  for (int i = 1; i <= 20; ++i) tries("198.51.100." + std::to_string(i), 5);
  EXPECT_EQ(wait("192.0.2.0"), 60);
  EXPECT_EQ(wait("192.0.2.1"), 0);
  EXPECT_EQ(wait("192.0.2.64"), 0);
}

TEST_F(AttemptsTest, StrangersCannotLockOutRegularUsers) {
  ASSERT_EQ(wait("192.0.2.7"), 0);
  attempts_.succeeded("192.0.2.7");
  for (int i = 1; i <= 20; ++i) tries("198.51.100." + std::to_string(i), 5);
  EXPECT_EQ(wait("203.0.113.1"), 60);
  EXPECT_EQ(tries("192.0.2.7", 100), 5);  // its own limit is that of any address
  EXPECT_EQ(wait("192.0.2.7"), 5);
}

}  // namespace
}  // namespace rrlb
