#include "dashboard/control/change.h"

#include <gtest/gtest.h>

#include "nlohmann/json.hpp"

namespace rrlb {
namespace {

HttpRequest request(const std::string& method, const std::string& path, const std::string& body) {
  HttpRequest made;
  made.method = method;
  made.path = path;
  made.body = body;
  return made;
}

// The request to the balancer, "METHOD PATH BODY", or the refusal, "STATUS CODE: MESSAGE".
std::string asked(const std::string& method, const std::string& path, const std::string& body) {
  const ReadChange read = read_change(request(method, path, body), "anna");
  if (read.change) return read.change->method + " " + read.change->path + " " + read.change->body;
  const auto error = nlohmann::json::parse(read.refusal.body)["error"];
  return std::to_string(read.refusal.status) + " " + error["code"].get<std::string>() + ": " +
         error["message"].get<std::string>();
}

TEST(Change, NamesItsUserToTheBalancer) {
  EXPECT_EQ(asked("POST", "/api/backends/web1/drain", R"({"why":"new disks"})"),
            R"(POST /api/backends/web1/drain {"why":"new disks","who":"anna"})");
  EXPECT_EQ(asked("POST", "/api/backends/web1/enable", "{}"),
            R"(POST /api/backends/web1/enable {"why":"","who":"anna"})");
  EXPECT_EQ(asked("POST", "/api/backends/web1/disable", R"({"why":null,"confirm_last":true})"),
            R"(POST /api/backends/web1/disable {"why":"","who":"anna"})");
  EXPECT_EQ(asked("PUT", "/api/backends/web1/weight", R"({"weight":5,"why":"x"})"),
            R"(PUT /api/backends/web1/weight {"weight":5,"why":"x","who":"anna"})");
  EXPECT_EQ(asked("PUT", "/api/backends/web1/weight", R"({"weight":null})"),
            R"(PUT /api/backends/web1/weight {"weight":null,"why":"","who":"anna"})");
}

TEST(Change, ANameMayBeEscaped) {
  EXPECT_EQ(asked("POST", "/api/backends/127.0.0.1%3A5001/drain", "{}"),
            R"(POST /api/backends/127.0.0.1:5001/drain {"why":"","who":"anna"})");
  EXPECT_EQ(asked("POST", "/api/backends/..%2Freload/drain", "{}"),
            R"(POST /api/backends/..%2Freload/drain {"why":"","who":"anna"})")
      << "and leads nowhere else";
}

TEST(Change, MistakesAreReported) {
  EXPECT_EQ(asked("POST", "/api/backends/web1/paint", "{}"),
            "404 not_found: not found: /api/backends/web1/paint");
  EXPECT_EQ(asked("PUT", "/api/backends/web1/drain", "{}"),
            "404 not_found: not found: /api/backends/web1/drain");
  EXPECT_EQ(asked("POST", "/api/backends/web1/weight", "{}"),
            "404 not_found: not found: /api/backends/web1/weight");
  EXPECT_EQ(asked("POST", "/api/backends/web1", "{}"),
            "404 not_found: not found: /api/backends/web1");
  EXPECT_EQ(asked("POST", "/api/backends/web1/drain", R"({"who":"root"})"),
            "422 bad_value: unknown member \"who\"");
  EXPECT_EQ(asked("POST", "/api/backends/web1/drain", R"({"confirm_last":1})"),
            "422 bad_value: confirm_last must be true or false");
  EXPECT_EQ(asked("PUT", "/api/backends/web1/weight", "{}"),
            "422 bad_value: weight is missing: 1..256, or null for the file's");
  for (const char* weight : {"0", "257", "-1", "1.5", "\"5\"", "[]", "true"}) {
    EXPECT_EQ(
        asked("PUT", "/api/backends/web1/weight", R"({"weight":)" + std::string{weight} + "}"),
        std::string{"422 bad_value: weight must be 1..256, got "} + weight);
  }
}

TEST(Change, IsDescribedInWords) {
  const auto told = [](const std::string& action, const std::string& body) {
    const std::string method = action == "weight" ? "PUT" : "POST";
    return read_change(request(method, "/api/backends/web1/" + action, body), "anna").change->told;
  };
  EXPECT_EQ(told("drain", "{}"), "drain");
  EXPECT_EQ(told("weight", R"({"weight":7})"), "weight 7");
  EXPECT_EQ(told("weight", R"({"weight":null})"), "weight of the file");
}

std::string backends(const std::vector<std::pair<std::string, std::string>>& statuses) {
  nlohmann::json all = nlohmann::json::array();
  for (const auto& [name, status] : statuses) all.push_back({{"name", name}, {"status", status}});
  return nlohmann::json{{"backends", all}}.dump();
}

TEST(Change, RecognizesTheLastBackendThatIsUp) {
  EXPECT_TRUE(is_last_up(backends({{"web1", "UP"}}), "web1"));
  EXPECT_TRUE(is_last_up(
      backends({{"web0", "DOWN"}, {"web1", "UP"}, {"web2", "DRAIN"}, {"web3", "EJECTED"}}),
      "web1"));
  EXPECT_FALSE(is_last_up(backends({{"web1", "UP"}, {"web2", "UP"}}), "web1"));
  EXPECT_FALSE(is_last_up(backends({{"web1", "DOWN"}, {"web2", "UP"}}), "web1"));
  EXPECT_FALSE(is_last_up(backends({{"web1", "DOWN"}}), "web1")) << "there is nothing to lose";
  for (const char* nonsense : {"", "[]", "{}", R"({"backends":[1,null,{"status":"UP"}]})"}) {
    EXPECT_FALSE(is_last_up(nonsense, "web1")) << nonsense;
  }
}

AdminAnswer said(int status, const std::string& body) {
  AdminAnswer answer;
  answer.outcome = AdminAnswer::Outcome::answered;
  answer.status = status;
  answer.body = body;
  return answer;
}

TEST(Change, TheBalancersAnswerIsPassedOn) {
  const HttpAnswer answer = answer_to(said(200, "{\"name\": \"web1\", \"status\": \"DRAIN\"}\n"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.content_type, "application/json");
  EXPECT_EQ(answer.body, "{\"name\":\"web1\",\"status\":\"DRAIN\"}\n");
  EXPECT_EQ(problem_in(answer), "");
}

void expect_error(const AdminAnswer& said, int status, const std::string& code,
                  const std::string& message) {
  const HttpAnswer answer = answer_to(said);
  EXPECT_EQ(answer.status, status);
  const auto error = nlohmann::json::parse(answer.body)["error"];
  EXPECT_EQ(error["code"], code);
  EXPECT_EQ(error["message"], message);
  EXPECT_EQ(problem_in(answer), message);
}

TEST(Change, TheBalancersProblemIsPassedOn) {
  expect_error(said(404, R"json({"problem":"no backend \"wbe1\" (did you mean \"web1\"?)"})json"),
               404, "unknown_backend", "no backend \"wbe1\" (did you mean \"web1\"?)");
  expect_error(said(409, R"({"problem":"the state file cannot be written"})"), 409, "refused",
               "the state file cannot be written");
  expect_error(said(422, R"({"problem":"why must be a string"})"), 422, "bad_value",
               "why must be a string");
  expect_error(said(500, "{}"), 502, "balancer_refused", "the balancer answered 500");
  expect_error(said(200, "<html>"), 502, "balancer_unreachable",
               "cannot parse the balancer's answer");
  AdminAnswer none;
  none.problem = "/run/rrlb/admin.sock: no answer within 2 s";
  expect_error(none, 502, "balancer_unreachable", "/run/rrlb/admin.sock: no answer within 2 s");
}

TEST(Change, AnAnswerNestedTooDeeplyIsRefused) {
  constexpr std::size_t kDeep = 1'000'000;
  AdminAnswer said;
  said.outcome = AdminAnswer::Outcome::answered;
  said.status = 200;
  said.body = "{\"a\":" + std::string(kDeep, '[') + std::string(kDeep, ']') + "}";
  EXPECT_EQ(problem_in(answer_to(said)), "cannot parse the balancer's answer");
  EXPECT_FALSE(is_last_up(said.body, "web1"));
}

}  // namespace
}  // namespace rrlb
