#include "dashboard/session/password.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

constexpr ScryptCost kQuick{13, 8, 1};

// Created by another program: Python's hashlib.scrypt.
constexpr const char* kCorrectHorse =
    "$scrypt$ln=13,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$QTjTGR7HVIgJk4TQ/OlBna7B35P7DbnMnPcIbWhsP5o";

TEST(Password, MatchesOnlyTheRightPassword) {
  const PasswordHash hash = hash_password("correct horse", "0123456789abcdef", kQuick);
  EXPECT_TRUE(matches(hash, "correct horse"));
  for (const char* other : {"correct hors", "correct horse ", "Correct horse", ""}) {
    EXPECT_FALSE(matches(hash, other)) << other;
  }
}

TEST(Password, IsWrittenInPhcFormat) {
  EXPECT_EQ(hash_password("correct horse", "0123456789abcdef", kQuick).text(), kCorrectHorse);
  const auto hash = parse_password_hash(kCorrectHorse);
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->text(), kCorrectHorse);
  EXPECT_TRUE(matches(*hash, "correct horse"));
}

TEST(Password, NewHashesHaveTheCostRecommendedByOwasp) {
  EXPECT_EQ(ScryptCost{}.memory_bytes(), 32U << 20);
  EXPECT_EQ(ScryptCost{}.p, 3U);
}

std::string with_cost(const std::string& cost) {
  return "$scrypt$" + cost + "$" + std::string{kCorrectHorse}.substr(22);
}

TEST(Password, TheCostOfAHashIsLimited) {
  for (const char* cost : {"ln=13,r=8,p=1", "ln=17,r=8,p=1", "ln=18,r=8,p=1", "ln=13,r=8,p=16"}) {
    EXPECT_TRUE(parse_password_hash(with_cost(cost))) << cost;
  }
  for (const char* cost :
       {"ln=19,r=8,p=1", "ln=18,r=9,p=1", "ln=63,r=8,p=1", "ln=64,r=8,p=1", "ln=13,r=8,p=17",
        "ln=13,r=8,p=0", "ln=13,r=0,p=1", "ln=12,r=8,p=1", "ln=13,r=1,p=1", "ln=1,r=1048576,p=1",
        "ln=18446744073709551616,r=8,p=1", "ln=13,r=18446744073709551615,p=1"}) {
    EXPECT_FALSE(parse_password_hash(with_cost(cost))) << cost;
  }
}

TEST(Password, OtherTextIsRefused) {
  const std::string good = kCorrectHorse;
  for (const std::string& text :
       {std::string{}, std::string{"secret"}, good.substr(1), good.substr(0, good.size() - 1),
        good + "A", good + "=", good + " ", " " + good, with_cost("ln=13,r=8"),
        with_cost("ln=13,p=1,r=8"), with_cost("ln=-13,r=8,p=1"), with_cost("ln=13 ,r=8,p=1"),
        std::string{"$scrypt$ln=13,r=8,p=1$$"}, std::string{"$scrypt$ln=13,r=8,p=1"},
        std::string{"$scrypt$ln=13"}, std::string{"$scrypt$"},
        "$scrypt$ln=13,r=8,p=1$MDEy" + good.substr(44),
        std::string{"$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"}}) {
    EXPECT_FALSE(parse_password_hash(text)) << text;
  }
}

TEST(Password, NoPasswordMatchesTheHashOfNobody) {
  const PasswordHash hash = hash_of_nobody(kQuick);
  EXPECT_EQ(hash.cost, kQuick);
  EXPECT_FALSE(matches(hash, ""));
  EXPECT_FALSE(matches(hash, std::string(32, '\0')));
}

}  // namespace
}  // namespace rrlb
