#include "daemon/http/answer.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

constexpr std::string_view kDate = "Mon, 23 Nov 2026 01:14:05 GMT";

TEST(Answer, ARedirectKeepsPathAndQueryWhole) {
  std::string out;
  append_redirect(out, {kDate, true, false, false}, "http://127.0.0.1:5001", "/a%20b/?x=1&y=/");
  EXPECT_EQ(out,
            "HTTP/1.1 307 Temporary Redirect\r\n"
            "Location: http://127.0.0.1:5001/a%20b/?x=1&y=/\r\n"
            "Content-Length: 0\r\n"
            "Date: Mon, 23 Nov 2026 01:14:05 GMT\r\n\r\n");
}

TEST(Answer, ATargetWithoutPathGetsOne) {
  std::string out;
  append_redirect(out, {kDate, true, false, false}, "http://web1/app", "?q");
  EXPECT_NE(out.find("Location: http://web1/app/?q\r\n"), std::string::npos);
}

TEST(Answer, TheEndOfTheConnectionIsSaid) {
  std::string out;
  append_redirect(out, {kDate, false, false, false}, "http://web1", "/");
  EXPECT_NE(out.find("\r\nConnection: close\r\n"), std::string::npos);
}

TEST(Answer, AnOldClientIsToldThatTheConnectionStays) {
  std::string out;
  append_redirect(out, {kDate, true, true, false}, "http://web1", "/");
  EXPECT_NE(out.find("\r\nConnection: keep-alive\r\n"), std::string::npos);
}

TEST(Answer, NoBackendIsA503WithRetryAfter) {
  std::string out;
  append_no_backend(out, {kDate, true, false, false}, 2);
  EXPECT_EQ(out,
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\n"
            "Date: Mon, 23 Nov 2026 01:14:05 GMT\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 37\r\n\r\n"
            "no backend can take this request now\n");
}

TEST(Answer, AHeadRequestGetsTheLengthButNoBody) {
  std::string out;
  append_no_backend(out, {kDate, true, false, true}, 2);
  EXPECT_TRUE(out.ends_with("Content-Length: 37\r\n\r\n"));
}

TEST(Answer, ARefusalEndsTheConnection) {
  std::string out;
  append_refusal(out, kDate, 431);
  EXPECT_EQ(out,
            "HTTP/1.1 431 Request Header Fields Too Large\r\n"
            "Date: Mon, 23 Nov 2026 01:14:05 GMT\r\nConnection: close\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 32\r\n\r\n"
            "the request header is too large\n");
}

TEST(Answer, EveryRefusalHasItsReasonAndWords) {
  for (const int status : {400, 408, 413, 414, 431, 501, 505}) {
    std::string out;
    append_refusal(out, kDate, status);
    const std::string line = out.substr(0, out.find("\r\n"));
    EXPECT_GT(line.size(), std::string{"HTTP/1.1 400 "}.size()) << status;
    EXPECT_TRUE(out.ends_with("\n")) << status;
  }
}

TEST(Answer, NoContentHasNoBodyAndNoLength) {
  std::string out;
  append_own(out, {kDate, true, false, false}, HttpAnswer{204, "", "", {{"Allow", "GET"}}});
  EXPECT_EQ(out,
            "HTTP/1.1 204 No Content\r\nAllow: GET\r\nDate: Mon, 23 Nov 2026 01:14:05 GMT\r\n\r\n");
}

}  // namespace
}  // namespace rrlb
