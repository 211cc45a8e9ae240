#include "dashboard/session/session_routes.h"

#include <gmock/gmock.h>

#include <future>
#include <mutex>

#include "tests/dashboard/session/own_page.h"

namespace rrlb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr ScryptCost kQuick{13, 8, 1};

Passwords passwords(const std::string& of_anna) {
  return {{"anna", hash_password(of_anna, "0123456789abcdef", kQuick)},
          {"bob", hash_password("battery staple", "fedcba9876543210", kQuick)}};
}

class SessionRoutes : public testing::Test {
 protected:
  // Changes the Access object on the server's thread, and waits for the end.
  void change(const std::function<void(Access&)>& action) {
    std::promise<void> done;
    server_.post([&](HttpServer&) {
      action(*access_);
      done.set_value();
    });
    done.get_future().wait();
  }

  PageAnswer log_in(const std::string& user, const std::string& password) {
    return page_.post("/api/login", {{"user", user}, {"password", password}});
  }
  void logged_in() {
    const std::string set = log_in("anna", "correct horse").field("Set-Cookie");
    page_.cookie = set.substr(0, set.find(';'));
  }
  nlohmann::json user() { return page_.get("/api/session").body["user"]; }

  std::vector<std::string> told() {
    const std::lock_guard lock{mutex_};
    return told_;
  }

  std::mutex mutex_;
  std::vector<std::string> told_;
  Access* access_ = nullptr;
  RunningServer server_{[this](HttpServer& server, EventLoop& loop) {
    const auto access = std::make_shared<Access>(loop, [this](const JournalRecord& record) {
      const std::lock_guard lock{mutex_};
      told_.push_back(record.message);
    });
    access_ = access.get();
    access_->apply(passwords("correct horse"), std::chrono::hours{12});
    GuardedRoutes routes{server, [](std::string_view host) { return host == "127.0.0.1:8000"; },
                         "lb1"};
    add_session_routes(routes, *access_);
    server.route("GET", "/keeps", [access](const HttpRequest&) { return HttpAnswer{}; });
  }};
  OwnPage page_{server_};
};

TEST_F(SessionRoutes, TheRightPasswordBeginsASession) {
  EXPECT_EQ(page_.get("/api/session").body,
            nlohmann::json({{"controls", true}, {"user", nullptr}, {"expires_ms", nullptr}}));
  const PageAnswer answer = log_in("anna", "correct horse");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body["user"], "anna");
  EXPECT_THAT(answer.field("Set-Cookie"),
              testing::MatchesRegex("rrlb_session=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; "
                                    "Path=/; Max-Age=43200"));
  EXPECT_EQ(answer.field("Cache-Control"), "no-store");
  page_.cookie = answer.field("Set-Cookie").substr(0, 13 + 43);
  const nlohmann::json session = page_.get("/api/v1/session").body;
  EXPECT_EQ(session["user"], "anna");
  EXPECT_NEAR(session["expires_ms"].get<double>(), answer.body["expires_ms"].get<double>(), 60'000);
  EXPECT_THAT(told(), ElementsAre("user \"anna\" logged in from 127.0.0.1"));
}

TEST_F(SessionRoutes, AWrongPasswordAndAnUnknownUserGetTheSameAnswer) {
  const PageAnswer wrong = log_in("anna", "secret one");
  const PageAnswer unknown = log_in("mallory", "secret two");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.error(), "wrong_password: wrong user or password");
  EXPECT_EQ(wrong.field("Set-Cookie"), "");
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(unknown.body, wrong.body);
  EXPECT_THAT(told(), ElementsAre("login from 127.0.0.1 refused: wrong password of user \"anna\"",
                                  "login from 127.0.0.1 refused: no such user"));
}

TEST_F(SessionRoutes, RepeatedFailuresHaveToWait) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(log_in("anna", "a guess").status, 401);
  const PageAnswer answer = log_in("anna", "correct horse");
  EXPECT_EQ(answer.status, 429);
  EXPECT_THAT(
      answer.error(),
      testing::MatchesRegex("too_many_attempts: too many failed logins, try again in [1-5] s"));
  EXPECT_THAT(answer.field("Retry-After"), testing::MatchesRegex("[1-5]"));
  EXPECT_EQ(told().size(), 5U) << "who has to wait fills no journal";
}

TEST_F(SessionRoutes, LoggingOutEndsTheSessionAndDeletesTheCookie) {
  logged_in();
  EXPECT_EQ(user(), "anna");
  const PageAnswer answer = page_.post("/api/logout", nlohmann::json::object());
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, nlohmann::json::object());
  EXPECT_EQ(answer.field("Set-Cookie"),
            "rrlb_session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
  EXPECT_EQ(user(), nullptr) << "the token is worth nothing any more";
  EXPECT_EQ(told().back(), "user \"anna\" logged out from 127.0.0.1");
}

TEST_F(SessionRoutes, ANewLoginEndsThePreviousSession) {
  logged_in();
  const std::string before = page_.cookie;
  logged_in();
  EXPECT_NE(page_.cookie, before);
  EXPECT_EQ(user(), "anna");
  page_.cookie = before;
  EXPECT_EQ(user(), nullptr);
}

TEST_F(SessionRoutes, AChangedPasswordEndsTheSessionsOfItsUser) {
  logged_in();
  change([](Access& access) { access.apply(passwords("correct horse"), std::chrono::hours{12}); });
  EXPECT_EQ(user(), "anna") << "nothing of hers has changed";
  change([](Access& access) { access.apply(passwords("new horse"), std::chrono::hours{12}); });
  EXPECT_EQ(user(), nullptr);
  EXPECT_EQ(log_in("anna", "correct horse").status, 401);
  EXPECT_EQ(log_in("anna", "new horse").status, 200);
}

TEST_F(SessionRoutes, WithoutAPasswordNobodyCanLogIn) {
  change([](Access& access) { access.apply({}, std::chrono::hours{12}); });
  EXPECT_EQ(page_.get("/api/session").body["controls"], false);
  const PageAnswer answer = log_in("admin", "");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.error(), "no_controls: controls are turned off, no password is set");
}

TEST_F(SessionRoutes, OnlyTheDashboardsPageMayLogInOrOut) {
  const std::string body = R"({"user":"anna","password":"correct horse"})";
  for (const char* path : {"/api/login", "/api/logout"}) {
    for (const char* fields : {"Content-Type: application/json\r\n",
                               "Origin: http://evil.example\r\nContent-Type: application/json\r\n",
                               "Origin: http://127.0.0.1:8000\r\nContent-Type: text/plain\r\n"}) {
      const PageAnswer answer = page_.send("POST", path, body, fields);
      EXPECT_EQ(answer.status, 403) << path << " " << fields;
      EXPECT_EQ(answer.field("Set-Cookie"), "");
    }
    EXPECT_EQ(page_.get(path).status, 405);
  }
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(SessionRoutes, OverTlsTheCookieIsSecure) {
  const PageAnswer answer =
      page_.send("POST", "/api/login", R"({"user":"bob","password":"battery staple"})",
                 "Origin: https://127.0.0.1:8000\r\nContent-Type: application/json\r\n");
  EXPECT_THAT(answer.field("Set-Cookie"), HasSubstr("; Secure"));
}

TEST_F(SessionRoutes, AnInvalidBodyIsReported) {
  const auto error = [this](const std::string& body) {
    const PageAnswer answer = page_.send("POST", "/api/login", body, OwnPage::kOwn);
    EXPECT_EQ(answer.status, 422) << body;
    return answer.error();
  };
  EXPECT_EQ(error("user=anna"), "bad_value: the body must be a JSON object");
  EXPECT_EQ(error("[1]"), "bad_value: the body must be a JSON object");
  EXPECT_EQ(error(R"({"user":1})"), "bad_value: user must be a string");
  EXPECT_EQ(error(R"({"usr":"anna"})"), "bad_value: unknown member \"usr\"");
  EXPECT_EQ(error(R"({"password":")" + std::string(1025, 'x') + "\"}"),
            "bad_value: password must have at most 1024 bytes");
  EXPECT_EQ(error(std::string(60'000, '[')), "bad_value: the body is nested too deeply");
}

}  // namespace
}  // namespace rrlb
