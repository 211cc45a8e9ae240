// The rules that no single key can break alone: each complaint whole, as it is printed.
#include "common/config/check.h"

#include <gtest/gtest.h>

#include "tests/common/config/config_text.h"

namespace rrlb {
namespace {

TEST(ConfigCheck, FindsNothingInTheDefaults) { EXPECT_TRUE(check_config(Config{}).empty()); }

TEST(ConfigCheck, WantsEachNameOnce) {
  EXPECT_EQ(complaints("[[backend]]\nurl = \"http://a\"\nname = \"web1\"\n"
                       "[[backend]]\nurl = \"http://b\"\nname = \"web1\"\n"),
            "rrlb.conf:4:1: backend \"web1\" is listed twice (first on line 1)\n"
            "  [[backend]]\n"
            "  ^\n");
}

TEST(ConfigCheck, WantsEachUrlOnce) {
  EXPECT_EQ(complaints("[[backend]]\nurl = \"http://web1:80/\"\nname = \"a\"\n"
                       "[[backend]]\nurl = \"http://web1\"\nname = \"b\"\n"),
            "rrlb.conf:4:1: backend \"b\" has the url of backend \"a\": http://web1 (first on line "
            "1)\n"
            "  [[backend]]\n"
            "  ^\n");
}

TEST(ConfigCheck, WantsEachUrlOnceEvenInOtherLetters) {  // RFC 3986 6.2.2.1
  EXPECT_EQ(complaints("[[backend]]\nurl = \"http://WEB1\"\nname = \"a\"\n"
                       "[[backend]]\nurl = \"http://web1\"\nname = \"b\"\n"),
            "rrlb.conf:4:1: backend \"b\" has the url of backend \"a\": http://web1 (first on line "
            "1)\n"
            "  [[backend]]\n"
            "  ^\n");
}

TEST(ConfigCheck, AllowsPathsOfOneServerAsBackends) {
  EXPECT_EQ(complaints("[[backend]]\nurl = \"http://web1/a\"\nname = \"a\"\n"
                       "[[backend]]\nurl = \"http://web1/b\"\nname = \"b\"\n"),
            "");
}

TEST(ConfigCheck, ReportsATripleTwice) {
  const std::string a = "[[backend]]\nurl = \"http://a\"\n";
  EXPECT_EQ(complaints(a + a + a),
            "rrlb.conf:3:1: backend \"a:80\" is listed twice (first on line 1)\n"
            "  [[backend]]\n"
            "  ^\n"
            "rrlb.conf:5:1: backend \"a:80\" is listed twice (first on line 1)\n"
            "  [[backend]]\n"
            "  ^\n");
}

std::string listening(const std::string& balancer, const std::string& dashboard) {
  return complaints("[balancer]\nlisten = [" + balancer + "]\n[dashboard]\nlisten = " + dashboard +
                    "\n");
}

TEST(ConfigCheck, WantsOneListenerAPort) {
  EXPECT_EQ(listening(R"("127.0.0.1:5000", "127.0.0.1:5000")", R"("127.0.0.1:8000")"),
            "rrlb.conf:2:10: balancer.listen 127.0.0.1:5000 wants the same port as "
            "balancer.listen 127.0.0.1:5000\n"
            "  listen = [\"127.0.0.1:5000\", \"127.0.0.1:5000\"]\n"
            "           ^\n");
}

TEST(ConfigCheck, SeesThatAnyAddressHoldsThePortOfEach) {
  EXPECT_EQ(listening(R"("0.0.0.0:5000", "127.0.0.1:5000")", R"("127.0.0.1:8000")"),
            "rrlb.conf:2:10: balancer.listen 127.0.0.1:5000 wants the same port as "
            "balancer.listen 0.0.0.0:5000\n"
            "  listen = [\"0.0.0.0:5000\", \"127.0.0.1:5000\"]\n"
            "           ^\n");
  EXPECT_EQ(listening(R"("[::1]:5000", "[::]:5000")", R"("127.0.0.1:8000")"),
            "rrlb.conf:2:10: balancer.listen [::]:5000 wants the same port as balancer.listen "
            "[::1]:5000\n"
            "  listen = [\"[::1]:5000\", \"[::]:5000\"]\n"
            "           ^\n");
}

TEST(ConfigCheck, KeepsTheDashboardOffTheBalancersPorts) {
  EXPECT_EQ(listening(R"("0.0.0.0:5000")", R"("127.0.0.1:5000")"),
            "rrlb.conf:4:10: dashboard.listen 127.0.0.1:5000 wants the same port as "
            "balancer.listen 0.0.0.0:5000\n"
            "  listen = \"127.0.0.1:5000\"\n"
            "           ^\n");
}

TEST(ConfigCheck, PointsAtTheKeyThatIsWrittenWhereTheOtherIsADefault) {
  EXPECT_EQ(complaints("[balancer]\nlisten = [\"127.0.0.1:8000\"]\n"),
            "rrlb.conf:2:10: dashboard.listen 127.0.0.1:8000 wants the same port as "
            "balancer.listen 127.0.0.1:8000\n"
            "  listen = [\"127.0.0.1:8000\"]\n"
            "           ^\n");
}

TEST(ConfigCheck, AllowsBothFamiliesAndOtherAddressesSideBySide) {
  EXPECT_EQ(listening(R"("0.0.0.0:5000", "[::]:5000")", R"("127.0.0.1:8000")"), "");
  EXPECT_EQ(listening(R"("127.0.0.1:5000", "127.0.0.2:5000", "[::1]:5000")", R"("[::1]:8000")"),
            "");
}

TEST(ConfigCheck, AllowsPortZeroAsOftenAsOneLikes) {
  EXPECT_EQ(listening(R"("127.0.0.1:0", "127.0.0.1:0", "0.0.0.0:0")", R"("127.0.0.1:0")"), "");
}

std::string backend_behind(const std::string& listen, const std::string& url) {
  return complaints("[balancer]\nlisten = [\"" + listen +
                    "\"]\n[[backend]]\nname = \"a\"\nurl = \"" + url + "\"\n");
}

TEST(ConfigCheck, RefusesABackendThatIsTheBalancerItself) {
  for (const auto& [listen, url] : std::initializer_list<std::pair<std::string, std::string>>{
           {"127.0.0.1:5000", "http://127.0.0.1:5000"},
           {"0.0.0.0:5000", "http://127.0.0.1:5000"},
           {"0.0.0.0:5000", "http://127.9.9.9:5000"},
           {"0.0.0.0:5000", "http://0.0.0.0:5000"},
           {"0.0.0.0:5000", "http://localhost:5000"},
           {"127.0.0.1:5000", "http://localhost:5000"},
           {"[::1]:5000", "http://localhost:5000"},
           {"[::]:5000", "http://[::1]:5000"},
           {"192.0.2.1:5000", "http://192.0.2.1:5000"}}) {
    EXPECT_EQ(backend_behind(listen, url),
              "rrlb.conf:3:1: backend \"a\": url " + url +
                  " is the balancer's own listener, and a request would go round for ever\n"
                  "  [[backend]]\n"
                  "  ^\n")
        << listen;
  }
}

TEST(ConfigCheck, AllowsABackendBesideTheBalancer) {
  EXPECT_EQ(backend_behind("0.0.0.0:5000", "http://127.0.0.1:5001"), "");
  EXPECT_EQ(backend_behind("127.0.0.1:5000", "http://127.0.0.2:5000"), "");
  EXPECT_EQ(backend_behind("0.0.0.0:5000", "http://[::1]:5000"), "");
  EXPECT_EQ(backend_behind("0.0.0.0:5000", "http://192.0.2.1:5000"), "");  // not known to be ours
}

TEST(ConfigCheck, WantsAProbeToEndBeforeTheNext) {
  EXPECT_EQ(complaints("[health]\ninterval = \"1s\"\ntimeout = \"1500ms\"\n"),
            "rrlb.conf:3:11: health.timeout must be at most health.interval \"1s\", got "
            "\"1500ms\"\n"
            "  timeout = \"1500ms\"\n"
            "            ^\n");
  EXPECT_EQ(complaints("[health]\ninterval = \"500ms\"\n"),
            "rrlb.conf:2:12: health.timeout must be at most health.interval \"500ms\", got \"1s\"\n"
            "  interval = \"500ms\"\n"
            "             ^\n");
  EXPECT_EQ(complaints("[health]\ninterval = \"1s\"\ntimeout = \"1s\"\n"), "");
}

TEST(ConfigCheck, WantsARequestLineToFitIntoAHead) {
  EXPECT_EQ(complaints("[proxy]\nmax_request_line_bytes = \"32KiB\"\n"),
            "rrlb.conf:2:26: proxy.max_request_line_bytes must be at most "
            "proxy.max_header_bytes \"16KiB\", got \"32KiB\"\n"
            "  max_request_line_bytes = \"32KiB\"\n"
            "                           ^\n");
}

TEST(ConfigCheck, ListsConflictsAmongTheOtherMistakes) {
  EXPECT_EQ(complaints("[health]\ninterval = \"500ms\"\nrise = 0\n[[backend]]\nurl = "
                       "\"http://127.0.0.1:5000\"\n"),
            "rrlb.conf:2:12: health.timeout must be at most health.interval \"500ms\", got \"1s\"\n"
            "  interval = \"500ms\"\n"
            "             ^\n"
            "rrlb.conf:3:8: health.rise must be 1..100, got 0\n"
            "  rise = 0\n"
            "         ^\n"
            "rrlb.conf:4:1: backend \"127.0.0.1:5000\": url http://127.0.0.1:5000 is the "
            "balancer's own listener, and a request would go round for ever\n"
            "  [[backend]]\n"
            "  ^\n");
}

}  // namespace
}  // namespace rrlb
