#include "ctl/requests.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

// What a command line asks for: "METHOD PATH BODY", or the complaint.
std::string asked(const std::vector<std::string>& words, const std::string& who = "") {
  const ReadArguments read = read_arguments(words);
  if (!read.arguments) return read.complaint;
  const ReadRequest made = request_of(*read.arguments, who);
  if (!made.request) return made.complaint;
  return made.request->method + " " + made.request->path + " " + made.request->body;
}

TEST(Requests, LookWithoutABody) {
  EXPECT_EQ(asked({"status"}), "GET /stats ");
  EXPECT_EQ(asked({"backends"}), "GET /api/backends ");
  EXPECT_EQ(asked({"explain", "web1"}), "GET /api/backends/web1 ");
  EXPECT_EQ(asked({"config"}), "GET /api/config ");
  EXPECT_EQ(asked({"diff"}), "GET /api/diff ");
}

TEST(Requests, ChangeABackendsState) {
  EXPECT_EQ(asked({"drain", "web1"}), "POST /api/backends/web1/drain {}");
  EXPECT_EQ(asked({"enable", "web1"}), "POST /api/backends/web1/enable {}");
  EXPECT_EQ(asked({"disable", "web1", "--why", "new \"disk\"", "--until", "2h"}),
            "POST /api/backends/web1/disable {\"why\":\"new \\\"disk\\\"\",\"until\":\"2h\"}");
}

TEST(Requests, SayWhoStandsBehindSudo) {
  EXPECT_EQ(asked({"drain", "web1"}, "alice"), "POST /api/backends/web1/drain {\"who\":\"alice\"}");
}

TEST(Requests, ChangeAWeight) {
  EXPECT_EQ(asked({"weight", "web1", "256"}), "PUT /api/backends/web1/weight {\"weight\":256}");
  EXPECT_EQ(asked({"weight", "web1", "file"}), "PUT /api/backends/web1/weight {\"weight\":null}");
  for (const std::string word : {"0", "257", "-1", "1.5", "", "File"}) {
    EXPECT_EQ(asked({"weight", "web1", "--", word}),
              "the weight must be 1..256 or \"file\", got \"" + word + "\"");
  }
}

TEST(Requests, AddAndRemoveABackend) {
  EXPECT_EQ(asked({"add", "http://a:1"}), "POST /api/backends {\"url\":\"http://a:1\"}");
  EXPECT_EQ(asked({"add", "http://a:1", "--name", "a", "--weight", "3", "--why", "load"}),
            "POST /api/backends "
            "{\"url\":\"http://a:1\",\"name\":\"a\",\"weight\":3,\"why\":\"load\"}");
  EXPECT_EQ(asked({"add", "ftp://a"}),
            "URL must be an http URL like \"http://127.0.0.1:5001\", got \"ftp://a\"");
  EXPECT_EQ(asked({"add", "http://a", "--weight", "x"}), "--weight must be 1..256, got \"x\"");
  EXPECT_EQ(asked({"remove", "web1", "--why", "old"}),
            "DELETE /api/backends/web1 {\"why\":\"old\"}");
}

TEST(Requests, EscapeNamesInPaths) {
  EXPECT_EQ(asked({"explain", "a/b c?d#e%f"}), "GET /api/backends/a%2Fb%20c%3Fd%23e%25f ");
  EXPECT_EQ(asked({"explain", "b\xC3\xBC"}), "GET /api/backends/b%C3%BC ");
  EXPECT_EQ(asked({"explain", ""}), "the name of a backend is missing");
}

TEST(Requests, MakeJsonOfBytesThatAreNotUtf8) {
  EXPECT_EQ(asked({"drain", "web1", "--why", "\xff"}),
            "POST /api/backends/web1/drain {\"why\":\"\xEF\xBF\xBD\"}");
}

TEST(Requests, ReloadAndTest) {
  EXPECT_EQ(asked({"reload"}), "POST /api/reload {}");
  EXPECT_EQ(asked({"alerts", "test"}), "POST /api/alerts/test {}");
  EXPECT_EQ(asked({"alerts", "list"}), "\"alerts\" can \"test\", not \"list\"");
}

}  // namespace
}  // namespace rrlb
