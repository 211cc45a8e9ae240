#include "daemon/http/h1/write_answer.h"

#include <gtest/gtest.h>

#include "daemon/balance/retry/failure.h"

namespace rrlb {
namespace {

constexpr std::string_view kDate = "Mon, 23 Nov 2026 01:14:05 GMT";
constexpr AnswerStyle kKept{kDate, true, false, false};

std::string text(const Answer& answer, const AnswerStyle& style = kKept) {
  std::string out;
  append_answer(out, style, answer);
  return out;
}

TEST(WriteAnswer, ARedirectHasALocationAndNoBody) {
  EXPECT_EQ(text(redirect_answer("http://127.0.0.1:5001/a%20b/?x=1&y=/", "")),
            "HTTP/1.1 307 Temporary Redirect\r\n"
            "Location: http://127.0.0.1:5001/a%20b/?x=1&y=/\r\n"
            "Date: Mon, 23 Nov 2026 01:14:05 GMT\r\n"
            "Content-Length: 0\r\n\r\n");
}

TEST(WriteAnswer, ARedirectSetsTheCookieOfStickiness) {
  EXPECT_EQ(text(redirect_answer("http://web1/", "rrlb=t; Path=/")),
            "HTTP/1.1 307 Temporary Redirect\r\n"
            "Location: http://web1/\r\n"
            "Set-Cookie: rrlb=t; Path=/\r\n"
            "Date: Mon, 23 Nov 2026 01:14:05 GMT\r\n"
            "Content-Length: 0\r\n\r\n");
}

TEST(WriteAnswer, SaysThatTheConnectionEnds) {
  EXPECT_EQ(text(redirect_answer("http://web1/", ""), {kDate, false, false, false}),
            "HTTP/1.1 307 Temporary Redirect\r\n"
            "Location: http://web1/\r\n"
            "Date: Mon, 23 Nov 2026 01:14:05 GMT\r\n"
            "Connection: close\r\n"
            "Content-Length: 0\r\n\r\n");
}

TEST(WriteAnswer, TellsAnHttp10ClientThatTheConnectionStays) {
  EXPECT_EQ(text(redirect_answer("http://web1/", ""), {kDate, true, true, false}),
            "HTTP/1.1 307 Temporary Redirect\r\n"
            "Location: http://web1/\r\n"
            "Date: Mon, 23 Nov 2026 01:14:05 GMT\r\n"
            "Connection: keep-alive\r\n"
            "Content-Length: 0\r\n\r\n");
}

TEST(WriteAnswer, NoBackendIsA503WithRetryAfter) {
  EXPECT_EQ(text(no_backend_answer("2")),
            "HTTP/1.1 503 Service Unavailable\r\n"
            "Retry-After: 2\r\n"
            "Date: Mon, 23 Nov 2026 01:14:05 GMT\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 37\r\n\r\n"
            "no backend can take this request now\n");
}

TEST(WriteAnswer, AHeadRequestGetsTheLengthButNoBody) {
  EXPECT_TRUE(text(no_backend_answer("2"), {kDate, true, false, true})
                  .ends_with("Content-Length: 37\r\n\r\n"));
}

TEST(WriteAnswer, ARefusalEndsTheConnection) {
  EXPECT_TRUE(refusal_answer(431).closes);
  EXPECT_EQ(text(refusal_answer(431), {kDate, false, false, false}),
            "HTTP/1.1 431 Request Header Fields Too Large\r\n"
            "Date: Mon, 23 Nov 2026 01:14:05 GMT\r\n"
            "Connection: close\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 32\r\n\r\n"
            "the request header is too large\n");
}

TEST(WriteAnswer, EveryRefusalHasAReasonAndAText) {
  for (const int status : {400, 408, 413, 414, 417, 431, 501, 505}) {
    const std::string answer = text(refusal_answer(status));
    EXPECT_GT(answer.find("\r\n"), std::string{"HTTP/1.1 400 "}.size()) << status;
    EXPECT_TRUE(answer.ends_with("\n")) << status;
  }
}

TEST(WriteAnswer, AFailureOfTheClientEndsTheConnectionAndOneOfABackendDoesNot) {
  EXPECT_TRUE(failure_answer(failure(FailureKind::malformed_body), "1").closes);
  EXPECT_FALSE(failure_answer(failure(FailureKind::closed_early), "1").closes);
}

TEST(WriteAnswer, NoContentHasNoBodyAndNoLength) {
  Answer answer = no_content_answer();
  answer.fields.add("Allow", "GET");
  EXPECT_EQ(text(answer),
            "HTTP/1.1 204 No Content\r\n"
            "Allow: GET\r\n"
            "Date: Mon, 23 Nov 2026 01:14:05 GMT\r\n\r\n");
}

TEST(WriteAnswer, NoAnswerHasNineFields) {
  Answer answer;
  for (int i = 0; i < 8; ++i) answer.fields.add("A", "b");
  EXPECT_THROW(answer.fields.add("A", "b"), std::length_error);
}

}  // namespace
}  // namespace rrlb
