#include "dashboard/session/sessions.h"

#include <gtest/gtest.h>

#include "dashboard/session/token.h"

namespace rrlb {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class SessionsTest : public testing::Test {
 protected:
  SessionsTest() { sessions_.set_lifetime(hours{12}); }

  std::string user(const std::string& token, TimePoint when) const {
    const auto found = sessions_.find(token, when);
    return found ? found->user : "";
  }

  Sessions sessions_;
  TimePoint begin_{hours{1000}};
};

TEST_F(SessionsTest, AreFoundByTheirTokenOnly) {
  sessions_.begin("one", "anna", begin_);
  sessions_.begin("two", "bob", begin_);
  EXPECT_EQ(user("one", begin_), "anna");
  EXPECT_EQ(user("two", begin_), "bob");
  for (const char* other : {"", "On", "one ", "anna"}) EXPECT_EQ(user(other, begin_), "") << other;
  EXPECT_EQ(user(sha256("one"), begin_), "") << "what is kept is no token";
}

TEST_F(SessionsTest, EndAFixedTimeAfterTheLogin) {
  sessions_.begin("one", "anna", begin_);
  EXPECT_EQ(sessions_.find("one", begin_ + hours{11})->left, hours{1});
  EXPECT_EQ(sessions_.find("one", begin_ + hours{12} - milliseconds{1})->left, milliseconds{1});
  EXPECT_EQ(user("one", begin_ + hours{12}), "");
}

TEST_F(SessionsTest, AShorterLifetimeEndsThemSooner) {
  sessions_.begin("one", "anna", begin_);
  sessions_.set_lifetime(hours{1});
  EXPECT_EQ(user("one", begin_ + hours{2}), "");
}

TEST_F(SessionsTest, EndWhenLoggedOut) {
  sessions_.begin("one", "anna", begin_);
  sessions_.begin("two", "anna", begin_);
  EXPECT_EQ(sessions_.end("one"), "anna");
  EXPECT_EQ(sessions_.end("one"), "");
  EXPECT_EQ(user("one", begin_), "");
  EXPECT_EQ(user("two", begin_), "anna") << "that of another browser stays";
}

TEST_F(SessionsTest, EndWhenTheirUserIsRemoved) {
  sessions_.begin("one", "anna", begin_);
  sessions_.begin("two", "bob", begin_);
  sessions_.begin("three", "anna", begin_);
  sessions_.end_unless([](const std::string& user) { return user == "bob"; });
  EXPECT_EQ(sessions_.size(), 1U);
  EXPECT_EQ(user("two", begin_), "bob");
}

TEST_F(SessionsTest, TheOldestIsReplaced) {
  for (std::size_t i = 0; i <= Sessions::kMost; ++i) {
    sessions_.begin(std::to_string(i), "anna", begin_ + seconds{i});
  }
  EXPECT_EQ(sessions_.size(), Sessions::kMost);
  EXPECT_EQ(user("0", begin_ + hours{1}), "");
  EXPECT_EQ(user("1", begin_ + hours{1}), "anna");
}

TEST_F(SessionsTest, ExpiredSessionsTakeNoRoom) {
  for (std::size_t i = 0; i < Sessions::kMost; ++i) {
    sessions_.begin(std::to_string(i), "anna", begin_);
  }
  sessions_.begin("new", "anna", begin_ + hours{12});
  EXPECT_EQ(sessions_.size(), 1U);
}

TEST(Token, IsNeverTheSame) {
  EXPECT_EQ(random_bytes(32).size(), 32U);
  EXPECT_NE(random_bytes(32), random_bytes(32));
}

}  // namespace
}  // namespace rrlb
