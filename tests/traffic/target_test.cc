#include "traffic/target.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

std::string text_of(const std::optional<Target>& target) {
  return target ? target->text() : "nothing";
}

TEST(Target, KeepsPathAndQuery) {
  const auto target = parse_target("http://web1:5001/a/b/?x=1&y=/2#top");
  EXPECT_EQ(target, (Target{{false, "web1", 5001, ""}, "/a/b/?x=1&y=/2"}));
}

TEST(Target, PathIsTheRootByDefault) {
  EXPECT_EQ(text_of(parse_target("http://web1")), "http://web1/");
  EXPECT_EQ(text_of(parse_target("http://web1?x")), "http://web1/?x");
  EXPECT_EQ(text_of(parse_target("http://[::1]:5001")), "http://[::1]:5001/");
}

TEST(Target, TextThatCouldEndTheRequestLineIsRefused) {
  for (const char* text : {"", "web1", "/a", "ftp://web1", "http://", "http://web1:0/",
                           "http://web1/a b", "http://web1/\r\nX: y", "http://user@web1/"}) {
    EXPECT_EQ(text_of(parse_target(text)), "nothing") << text;
  }
}

TEST(Target, FollowsLocations) {
  const Target from = *parse_target("http://web1:5000/a/b?q=1");
  EXPECT_EQ(text_of(follow(from, "http://web2:5001/c?d")), "http://web2:5001/c?d");
  EXPECT_EQ(text_of(follow(from, "https://web2/c")), "https://web2/c");
  EXPECT_EQ(text_of(follow(from, "//web2:81/c")), "http://web2:81/c");
  EXPECT_EQ(text_of(follow(from, "/c?d#e")), "http://web1:5000/c?d");
  EXPECT_EQ(text_of(follow(from, "?d")), "http://web1:5000/a/b?d");
  EXPECT_EQ(text_of(follow(from, "c")), "http://web1:5000/a/c");
  EXPECT_EQ(text_of(follow(from, "/c?to=http://x")), "http://web1:5000/c?to=http://x");
}

TEST(Target, InvalidLocationIsNotFollowed) {
  const Target from = *parse_target("http://web1:5000/");
  for (const char* location : {"", "#top", "ftp://web2/", "http://", "/a b", "/a\r\nX: y"}) {
    EXPECT_EQ(text_of(follow(from, location)), "nothing") << location;
  }
}

}  // namespace
}  // namespace rrlb
