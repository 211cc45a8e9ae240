#include "daemon/http/h1/head_writer.h"

#include <gtest/gtest.h>

#include "daemon/http/rules.h"

namespace rrlb {
namespace {

using namespace std::string_view_literals;

std::string line_of(std::string_view name, std::string_view value) {
  std::string out;
  HeadWriter{out, 0}.field(name, value);
  return out;
}

TEST(HeadWriter, AppendsLines) {
  std::string out = "before ";
  {
    HeadWriter head{out, 100};
    head.put("GET ");
    head.put("/");
    head.end_line();
    head.field("A", "b");
    head.number_field("Content-Length", 18'446'744'073'709'551'615U);
    head.end_head();
  }
  EXPECT_EQ(out, "before GET /\r\nA: b\r\nContent-Length: 18446744073709551615\r\n\r\n");
}

TEST(HeadWriter, CopiesValuesOfEveryLength) {
  for (std::size_t size = 0; size < 70; ++size) {
    std::string value;
    for (std::size_t i = 0; i < size; ++i) value += static_cast<char>('a' + i % 26);
    EXPECT_EQ(line_of("Name", value), "Name: " + value + "\r\n");
  }
}

TEST(HeadWriter, NeverWritesALineBreakOrNulWhereverItStands) {
  for (const char bad : {'\r', '\n', '\0'}) {
    for (std::size_t size = 1; size < 40; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'a');
        text[at] = bad;
        EXPECT_EQ(line_of("Name", text), "") << size << " " << at;
        EXPECT_EQ(line_of(text, "value"), "") << size << " " << at;
      }
    }
  }
}

TEST(HeadWriter, WritesTabsAndEveryOtherByte) {
  std::string value;
  for (int c = 1; c < 256; ++c) {
    if (c != '\r' && c != '\n') value += static_cast<char>(c);
  }
  EXPECT_EQ(line_of("Name", value), "Name: " + value + "\r\n");
}

TEST(HeadWriter, DropsOnlyTheLineThatIsNotAllowed) {
  std::string out;
  {
    HeadWriter head{out, 0};
    head.field("A", "1");
    head.field("B", "2\r\nInjected: yes");
    head.field("C", "3");
    head.end_head();
  }
  EXPECT_EQ(out, "A: 1\r\nC: 3\r\n\r\n");
}

TEST(HeadWriter, GrowsBeyondTheReservedSize) {
  std::string out;
  std::string expected;
  {
    HeadWriter head{out, 1};
    for (int i = 0; i < 300; ++i) {
      head.field("Name", std::string(100, 'v'));
      expected += "Name: " + std::string(100, 'v') + "\r\n";
    }
  }
  EXPECT_EQ(out, expected);
}

TEST(HeadWriter, FitsALine) {
  EXPECT_TRUE(fits_a_line(""));
  EXPECT_TRUE(fits_a_line("a\tb\x7f\xff"));
  EXPECT_FALSE(fits_a_line("a\r"));
  EXPECT_FALSE(fits_a_line("\n"));
  EXPECT_FALSE(fits_a_line("a\0b"sv));
}

}  // namespace
}  // namespace rrlb
