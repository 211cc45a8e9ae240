#include "dashboard/session/write_guard.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

HttpRequest request(const Fields& fields) {
  HttpRequest made;
  made.method = "POST";
  made.path = "/api/login";
  made.fields = fields;
  return made;
}

const Fields kOwnPage{{"Host", "127.0.0.1:8000"},
                      {"Origin", "http://127.0.0.1:8000"},
                      {"Content-Type", "application/json"},
                      {"Sec-Fetch-Site", "same-origin"}};

// The header fields of the dashboard's page with one changed, or removed.
Fields but(const std::string& name, const std::string& value) {
  Fields fields = kOwnPage;
  std::erase_if(fields, [&](const auto& field) { return field.first == name; });
  if (!value.empty()) fields.emplace_back(name, value);
  return fields;
}

// "" if the request is accepted.
std::string refusal(const Fields& fields) {
  const auto refused = refused_write(request(fields));
  if (!refused) return {};
  EXPECT_EQ(refused->status, 403);
  EXPECT_EQ(refused->content_type, "application/json");
  return refused->body;
}

std::string cross_site(const std::string& message) {
  return R"({"error":{"code":"cross_site","message":")" + message +
         R"(","hint":"changes are accepted from this dashboard's own page only; scripts can use )"
         "rrlbctl\"}}\n";
}

TEST(WriteGuard, AcceptsChangesOfTheDashboardsPage) {
  EXPECT_EQ(refusal(kOwnPage), "");
  EXPECT_EQ(refusal(but("Sec-Fetch-Site", "")), "") << "older browsers do not send it";
  EXPECT_EQ(refusal(but("Origin", "https://127.0.0.1:8000")), "") << "TLS ends before us";
  EXPECT_EQ(refusal(but("Content-Type", "Application/JSON; charset=utf-8")), "");
  EXPECT_EQ(
      refusal({{"host", "LB1:80"}, {"origin", "http://lb1"}, {"content-type", "application/json"}}),
      "");
  EXPECT_EQ(refusal({{"Host", "[::1]:8000"},
                     {"Origin", "http://[::1]:8000"},
                     {"Content-Type", "application/json"}}),
            "");
}

TEST(WriteGuard, ARequestWithoutOriginIsRefused) {
  EXPECT_EQ(refusal(but("Origin", "")), cross_site("the request has no Origin"));
}

TEST(WriteGuard, APageOfAnotherSiteIsRefused) {
  for (const char* origin :
       {"http://evil.example", "http://127.0.0.1", "http://127.0.0.1:8001", "http://localhost:8000",
        "http://127.0.0.1:8000.evil.example", "http://evil.example/http://127.0.0.1:8000",
        "http://127.0.0.1:8000/", "null", "127.0.0.1:8000", "ftp://127.0.0.1:8000",
        "http://127.0.0.1:8000 http://evil.example"}) {
    EXPECT_EQ(refusal(but("Origin", origin)),
              cross_site("the Origin of the request is not its Host"))
        << origin;
  }
  Fields two = kOwnPage;
  two.emplace_back("origin", "http://evil.example");
  EXPECT_EQ(refusal(two), cross_site("the Origin of the request is not its Host"));
  EXPECT_EQ(refusal(but("Host", "")), cross_site("the Origin of the request is not its Host"));
  EXPECT_EQ(
      refusal(
          {{"Host", "lb1:80"}, {"Origin", "https://lb1"}, {"Content-Type", "application/json"}}),
      cross_site("the Origin of the request is not its Host"));
}

TEST(WriteGuard, SecFetchSiteIsChecked) {
  for (const char* site : {"cross-site", "same-site", "none", "Same-Origin"}) {
    EXPECT_EQ(refusal(but("Sec-Fetch-Site", site)),
              cross_site("Sec-Fetch-Site is not \\\"same-origin\\\""))
        << site;
  }
}

TEST(WriteGuard, AFormIsRefused) {
  for (const char* type : {"application/x-www-form-urlencoded", "text/plain", "multipart/form-data",
                           "application/jsonp", "text/plain; application/json", ""}) {
    EXPECT_EQ(refusal(but("Content-Type", type)),
              "{\"error\":{\"code\":\"not_json\",\"message\":\"the Content-Type must be "
              "application/json\",\"hint\":null}}\n")
        << type;
  }
}

TEST(WriteGuard, RecognizesAPageLoadedOverTls) {
  EXPECT_TRUE(asked_over_tls(request(but("Origin", "https://lb1"))));
  EXPECT_FALSE(asked_over_tls(request(kOwnPage)));
  EXPECT_FALSE(asked_over_tls(request({})));
}

}  // namespace
}  // namespace rrlb
