#include "backend/handlers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rrlb {
namespace {

using testing::Contains;
using testing::Pair;
using testing::StartsWith;

HttpRequest request(const std::string& accept) {
  return {"GET", "/metrics", "", "", {{"Accept", accept}}, ""};
}

TEST(Handlers, GreetingIsOneLineWithTheServersNameAndTheRequest) {
  const HttpAnswer answer = greeting("web1", {"POST", "/any/path", "x=1", "body", {}, ""});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(answer.body, "hello from web1, POST /any/path\n");
}

TEST(Handlers, HealthIsOk) {
  const HttpAnswer answer = healthy();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(answer.body, "OK\n");
}

TEST(Handlers, FiguresHaveTheRequestedFormatAndAreNotCached) {
  const BackendFigures figures{"web1", 5, std::nullopt};
  const HttpAnswer json = figures_answer(figures, request("*/*"));
  EXPECT_EQ(json.content_type, "application/json");
  EXPECT_THAT(json.body, StartsWith("{\"name\":\"web1\""));
  EXPECT_THAT(json.fields, Contains(Pair("Cache-Control", "no-store")));
  EXPECT_THAT(json.fields, Contains(Pair("Vary", "Accept")));
  const HttpAnswer text = figures_answer(figures, request("text/plain"));
  EXPECT_EQ(text.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(text.body, StartsWith("# HELP "));
}

}  // namespace
}  // namespace rrlb
