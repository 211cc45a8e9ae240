// What a configuration means, and every complaint about the text of one: whole, as it is printed.
#include "common/config/parse.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/common/config/config_text.h"

namespace rrlb {
namespace {

TEST(ConfigParse, TakesAnEmptyFileForTheDefaults) {
  for (const char* text : {"", "\n", "# nothing\n", "[balancer]\n[health]\n", "backend = []\n"}) {
    const ParsedConfig parsed = parse_text(text);
    EXPECT_EQ(rendered(parsed), "");
    EXPECT_EQ(parsed.config, Config{}) << text;
  }
}

TEST(ConfigParse, ReadsEveryKey) {
  const ParsedConfig parsed = parse_text(R"(
[balancer]
listen = ["127.0.0.1:80", "[::1]:81"]
mode = "proxy"
algorithm = "consistent_hash"
hash_on = "header:X-User"
hash_balance_factor = 0
load_feedback = "cpu"
workers = 3
max_connections = 10000000
drain_timeout = "5m"
stats_path = ""
cors_origins = ["http://dashboard:8000", "https://d.example.com"]
admin_socket = "/tmp/admin.sock"
state_file = ""
[health]
interval = "750ms"
timeout = "500ms"
path = "/up"
metrics_path = "/m"
rise = 4
fall = 5
slow_start = "0s"
panic_threshold_percent = 0
[outlier]
consecutive_failures = 0
failure_rate_percent = 99
minimum_requests = 1
interval = "100ms"
ejection_time = "200ms"
max_ejection_time = "24h"
max_ejected_percent = 100
[sticky]
cookie = "stays"
key_file = "/etc/rrlb.key"
max_age = "365h"
secure = true
[proxy]
idle_timeout = "7s"
header_timeout = "8s"
max_request_line_bytes = "1KiB"
max_header_bytes = "2KiB"
max_headers = 9
max_body_bytes = "0B"
connect_timeout = "10ms"
response_timeout = "11ms"
tunnel_timeout = "100ms"
queue_timeout = "0s"
retries = 10
retry_budget_percent = 100
max_idle_upstream_connections = 0
upstream_idle_timeout = "12ms"
upstream_lifetime = "24h"
host = "backend"
via = true
trusted_proxies = ["10.0.0.1", "fd00::/8"]
[dashboard]
listen = "[::]:8001"
balancer = ["http://web1:5000", "http://web2:5000"]
interval = "3s"
history = "/srv/past.db"
history_max_size = "2MiB"
password_file = "/etc/rrlb.passwords"
session_lifetime = "1h"
read_only_open = true
hosts = ["lb.example.com"]
[log]
level = "debug"
metrics_interval = "0s"
access = true
[alerts]
exec = "/usr/bin/logger"
webhook = "https://example.com/alerts"
webhook_key_file = "/etc/rrlb.webhook"
debounce = "0s"
timeout = "5m"
)");
  EXPECT_EQ(rendered(parsed), "");
  const Config& config = parsed.config;
  EXPECT_EQ(config.balancer, (BalancerConfig{{{"127.0.0.1", 80}, {"::1", 81}},
                                             Mode::proxy,
                                             Algorithm::consistent_hash,
                                             {HashOn::What::header, "x-user"},
                                             0,
                                             LoadFeedback::cpu,
                                             3,
                                             10'000'000,
                                             Milliseconds{300'000},
                                             "",
                                             {"http://dashboard:8000", "https://d.example.com"},
                                             "/tmp/admin.sock",
                                             ""}));
  EXPECT_EQ(config.health, (HealthConfig{Milliseconds{750}, Milliseconds{500}, "/up", "/m", 4, 5,
                                         Milliseconds{0}, 0}));
  EXPECT_EQ(config.outlier, (OutlierConfig{0, 99, 1, Milliseconds{100}, Milliseconds{200},
                                           Milliseconds{86'400'000}, 100}));
  EXPECT_EQ(config.sticky,
            (StickyConfig{"stays", "/etc/rrlb.key", Milliseconds{365 * 3'600'000}, true}));
  EXPECT_EQ(config.proxy, (ProxyConfig{Milliseconds{7'000},
                                       Milliseconds{8'000},
                                       1'024,
                                       2'048,
                                       9,
                                       0,
                                       Milliseconds{10},
                                       Milliseconds{11},
                                       Milliseconds{100},
                                       Milliseconds{0},
                                       10,
                                       100,
                                       0,
                                       Milliseconds{12},
                                       Milliseconds{86'400'000},
                                       HostRule::backend,
                                       true,
                                       {*parse_network("10.0.0.1"), *parse_network("fd00::/8")}}));
  EXPECT_EQ(config.dashboard,
            (DashboardConfig{{"::", 8001},
                             {{false, "web1", 5000, ""}, {false, "web2", 5000, ""}},
                             Milliseconds{3'000},
                             "/srv/past.db",
                             2U << 20,
                             "/etc/rrlb.passwords",
                             Milliseconds{3'600'000},
                             true,
                             {"lb.example.com"}}));
  EXPECT_EQ(config.log, (LogConfig{LogLevel::debug, Milliseconds{0}, true}));
  EXPECT_EQ(config.alerts,
            (AlertsConfig{"/usr/bin/logger", Url{true, "example.com", 443, "/alerts"},
                          "/etc/rrlb.webhook", Milliseconds{0}, Milliseconds{300'000}}));
}

TEST(ConfigParse, ReadsBackendsInTheirOrder) {
  const ParsedConfig parsed = parse_text(
      "[[backend]]\n"
      "url = \"http://web1:8080/app\"\n"
      "name = \"a\"\n"
      "weight = 256\n"
      "max_connections = 1000000\n"
      "state = \"draining\"\n"
      "public_url = \"https://web1.example.com\"\n"
      "metrics_url = \"http://web1:9100/metrics\"\n"
      "[[backend]]\n"
      "url = \"http://[::1]:5001\"\n");
  EXPECT_EQ(rendered(parsed), "");
  const BackendConfig first{{false, "web1", 8080, "/app"},
                            "a",
                            256,
                            1'000'000,
                            Wanted::draining,
                            Url{true, "web1.example.com", 443, ""},
                            Url{false, "web1", 9100, "/metrics"},
                            {"rrlb.conf", 1, 1}};
  BackendConfig second;
  second.url = {false, "::1", 5001, ""};
  second.name = "::1:5001";
  second.place = {"rrlb.conf", 9, 1};
  EXPECT_EQ(parsed.config.backends, (std::vector<BackendConfig>{first, second}));
}

TEST(ConfigParse, CallsABackendWithoutANameByItsHostAndPort) {
  EXPECT_EQ(parse_text("[[backend]]\nurl = \"http://web1\"").config.backends[0].name, "web1:80");
}

TEST(ConfigParse, TakesEmptyUrlsForTheirDefaults) {
  const ParsedConfig parsed =
      parse_text("[[backend]]\nurl = \"http://a\"\npublic_url = \"\"\nmetrics_url = \"\"\n");
  EXPECT_EQ(rendered(parsed), "");
  EXPECT_EQ(parsed.config.backends[0].public_url, std::nullopt);
  EXPECT_EQ(parsed.config.backends[0].metrics_url, std::nullopt);
}

TEST(ConfigParse, TakesWindowsLineEnds) {
  EXPECT_EQ(complaints("[health]\r\nrise = 0\r\n"),
            "rrlb.conf:2:8: health.rise must be 1..100, got 0\n"
            "  rise = 0\n"
            "         ^\n");
}

TEST(ConfigParse, NamesTheNearestKnownKey) {
  EXPECT_EQ(complaints("[health]\nintervall = \"2s\"\n"),
            "rrlb.conf:2:1: [health] unknown key \"intervall\" (did you mean \"interval\"?)\n"
            "  intervall = \"2s\"\n"
            "  ^\n");
}

TEST(ConfigParse, NamesNoKeyThatIsFarFromTheUnknownOne) {
  EXPECT_EQ(complaints("[health]\ncolour = 1\n"),
            "rrlb.conf:2:1: [health] unknown key \"colour\"\n"
            "  colour = 1\n"
            "  ^\n");
}

TEST(ConfigParse, NamesTheBackendOfAnUnknownKey) {
  EXPECT_EQ(complaints("[[backend]]\nurl = \"http://a\"\nname = \"web1\"\nwieght = 2\n"
                       "[[backend]]\nurl = \"http://b\"\n  port = 2\n"),
            "rrlb.conf:4:1: backend \"web1\": unknown key \"wieght\" (did you mean \"weight\"?)\n"
            "  wieght = 2\n"
            "  ^\n"
            "rrlb.conf:7:3: backend: unknown key \"port\"\n"
            "    port = 2\n"
            "    ^\n");
}

TEST(ConfigParse, NamesTheNearestKnownSection) {
  EXPECT_EQ(complaints("[helth]\nrise = 1\n"),
            "rrlb.conf:1:2: unknown section \"helth\" (did you mean \"health\"?)\n"
            "  [helth]\n"
            "   ^\n");
  EXPECT_EQ(complaints("[[backends]]\n"),
            "rrlb.conf:1:3: unknown section \"backends\" (did you mean \"backend\"?)\n"
            "  [[backends]]\n"
            "    ^\n");
  EXPECT_EQ(complaints("[frontend]\n"),
            "rrlb.conf:1:2: unknown section \"frontend\"\n"
            "  [frontend]\n"
            "   ^\n");
}

TEST(ConfigParse, WantsEachKeyInASection) {
  EXPECT_EQ(complaints("workers = 2\n"),
            "rrlb.conf:1:1: \"workers\" stands outside of any section\n"
            "  workers = 2\n"
            "  ^\n");
}

TEST(ConfigParse, WantsSectionsWrittenAsSections) {
  EXPECT_EQ(complaints("health = \"on\"\n"),
            "rrlb.conf:1:1: health must be a section, written [health]\n"
            "  health = \"on\"\n"
            "  ^\n");
  EXPECT_EQ(complaints("[[health]]\n"),
            "rrlb.conf:1:3: health must be a section, written [health]\n"
            "  [[health]]\n"
            "    ^\n");
}

TEST(ConfigParse, WantsBackendsWrittenAsAList) {
  for (const std::string line : {"[backend]", "backend = 3", "backend = [1]"}) {
    const std::string column = line[0] == '[' ? "2" : "1";
    EXPECT_EQ(complaints(line), "rrlb.conf:1:" + column +
                                    ": backend must be a list of tables, each written "
                                    "[[backend]]\n  " +
                                    line + "\n" + (column == "2" ? "   ^\n" : "  ^\n"));
  }
}

TEST(ConfigParse, WantsAUrlForEachBackend) {
  EXPECT_EQ(complaints("[[backend]]\nname = \"web1\"\n\n[[backend]]\n"),
            "rrlb.conf:1:1: backend \"web1\": url is missing\n"
            "  [[backend]]\n"
            "  ^\n"
            "rrlb.conf:4:1: backend: url is missing\n"
            "  [[backend]]\n"
            "  ^\n");
}

// One wrong value, and what is said of it.
struct WrongValue {
  std::string above;  // the lines above it
  std::string line;
  std::string complaint;
};

void expect_complaints(const std::vector<WrongValue>& values) {
  for (const WrongValue& value : values) {
    const auto number = std::count(value.above.begin(), value.above.end(), '\n') + 2;
    const size_t column = value.line.find("= ") + 3;
    EXPECT_EQ(complaints(value.above + "\n" + value.line + "\n"),
              "rrlb.conf:" + std::to_string(number) + ":" + std::to_string(column) + ": " +
                  value.complaint + "\n  " + value.line + "\n  " + std::string(column - 1, ' ') +
                  "^\n");
  }
}

TEST(ConfigParse, ComplainsOfNumbersThatAreNoneOrOutOfRange) {
  expect_complaints({
      {"[balancer]", "workers = 257", "balancer.workers must be 0..256, got 257"},
      {"[balancer]", "workers = -1", "balancer.workers must be 0..256, got -1"},
      {"[balancer]", "workers = \"4\"", "balancer.workers must be 0..256, got \"4\""},
      {"[balancer]", "workers = 1.5", "balancer.workers must be 0..256, got a fraction"},
      {"[balancer]", "workers = true", "balancer.workers must be 0..256, got true"},
      {"[balancer]", "workers = [1]",
       "balancer.workers must be 0..256, got a list of other things"},
      {"[balancer]", "workers = {}", "balancer.workers must be 0..256, got a table"},
      {"[balancer]", "workers = 2026-11-23", "balancer.workers must be 0..256, got a date or time"},
      {"[health]", "rise = 0", "health.rise must be 1..100, got 0"},
      {"[health]", "fall = 101", "health.fall must be 1..100, got 101"},
      {"[balancer]", "max_connections = 10000001",
       "balancer.max_connections must be 0..10000000, got 10000001"},
      {"[proxy]", "max_headers = 0", "proxy.max_headers must be 1..10000, got 0"},
      {"[proxy]", "retries = 11", "proxy.retries must be 0..10, got 11"},
      {"[proxy]", "retry_budget_percent = 101",
       "proxy.retry_budget_percent must be 0..100, got 101"},
      {"[proxy]", "max_idle_upstream_connections = -1",
       "proxy.max_idle_upstream_connections must be 0..100000, got -1"},
      {"[[backend]]\nurl = \"http://a\"", "max_connections = 1000001",
       "backend: max_connections must be 0..1000000, got 1000001"},
  });
}

TEST(ConfigParse, ComplainsOfDurationsThatAreNoneOrOutOfRange) {
  const std::string like = " must be a duration like \"250ms\", \"2s\" or \"5m\", got ";
  expect_complaints({
      {"[health]", "interval = \"2\"", ("health.interval" + like + "\"2\"")},
      {"[health]", "interval = 2", ("health.interval" + like + "2")},
      {"[health]", "interval = \"2 s\"", ("health.interval" + like + "\"2 s\"")},
      {"[health]", "interval = \"49ms\"",
       "health.interval must be \"50ms\"..\"24h\", got \"49ms\""},
      {"[health]", "timeout = \"9ms\"", "health.timeout must be \"10ms\"..\"24h\", got \"9ms\""},
      {"[balancer]", "drain_timeout = \"25h\"",
       "balancer.drain_timeout must be \"0ms\"..\"24h\", got \"25h\""},
      {"[proxy]", "idle_timeout = \"0s\"",
       "proxy.idle_timeout must be \"100ms\"..\"24h\", got \"0s\""},
      {"[proxy]", "header_timeout = \"99ms\"",
       "proxy.header_timeout must be \"100ms\"..\"24h\", got \"99ms\""},
      {"[proxy]", "connect_timeout = \"9ms\"",
       "proxy.connect_timeout must be \"10ms\"..\"24h\", got \"9ms\""},
      {"[proxy]", "response_timeout = \"9ms\"",
       "proxy.response_timeout must be \"10ms\"..\"24h\", got \"9ms\""},
      {"[proxy]", "tunnel_timeout = \"99ms\"",
       "proxy.tunnel_timeout must be \"100ms\"..\"24h\", got \"99ms\""},
      {"[proxy]", "queue_timeout = \"25h\"",
       "proxy.queue_timeout must be \"0ms\"..\"24h\", got \"25h\""},
      {"[proxy]", "upstream_idle_timeout = 30", ("proxy.upstream_idle_timeout" + like + "30")},
      {"[proxy]", "upstream_lifetime = \"9ms\"",
       "proxy.upstream_lifetime must be \"10ms\"..\"24h\", got \"9ms\""},
      {"[dashboard]", "interval = \"1ms\"",
       "dashboard.interval must be \"100ms\"..\"24h\", got \"1ms\""},
      {"[log]", "metrics_interval = \"-1s\"", ("log.metrics_interval" + like + "\"-1s\"")},
  });
}

TEST(ConfigParse, ComplainsOfSizesThatAreNoneOrOutOfRange) {
  const std::string like = " must be a size like \"512B\", \"16KiB\" or \"1MiB\", got ";
  expect_complaints({
      {"[proxy]", "max_body_bytes = \"1MB\"", ("proxy.max_body_bytes" + like + "\"1MB\"")},
      {"[proxy]", "max_body_bytes = 1024", ("proxy.max_body_bytes" + like + "1024")},
      {"[proxy]", "max_body_bytes = \"1025GiB\"",
       "proxy.max_body_bytes must be \"0B\"..\"1024GiB\", got \"1025GiB\""},
      {"[proxy]", "max_header_bytes = \"2MiB\"",
       "proxy.max_header_bytes must be \"256B\"..\"1MiB\", got \"2MiB\""},
      {"[proxy]", "max_request_line_bytes = \"1B\"",
       "proxy.max_request_line_bytes must be \"128B\"..\"1MiB\", got \"1B\""},
  });
}

TEST(ConfigParse, ComplainsOfWordsThatAreNoChoice) {
  expect_complaints({
      {"[balancer]", "mode = \"proxi\"",
       "balancer.mode must be \"redirect\" or \"proxy\", got \"proxi\""},
      {"[proxy]", "host = \"client\"",
       "proxy.host must be \"keep\" or \"backend\", got \"client\""},
      {"[proxy]", "via = \"yes\"", "proxy.via must be true or false, got \"yes\""},
      {"[proxy]", "via = 1", "proxy.via must be true or false, got 1"},
      {"[log]", "access = \"off\"", "log.access must be true or false, got \"off\""},
      {"[balancer]", "algorithm = 1",
       "balancer.algorithm must be \"round_robin\" or \"weighted_round_robin\" or "
       "\"least_connections\" or \"power_of_two\" or \"consistent_hash\", got 1"},
      {"[balancer]", "load_feedback = \"ram\"",
       "balancer.load_feedback must be \"off\" or \"cpu\", got \"ram\""},
      {"[[backend]]\nurl = \"http://a\"", "state = \"drain\"",
       "backend: state must be \"enabled\" or \"draining\" or \"disabled\", got \"drain\""},
      {"[log]", "level = \"Info\"",
       "log.level must be \"debug\" or \"info\" or \"warning\" or \"error\", got \"Info\""},
  });
}

TEST(ConfigParse, ComplainsOfKeysOfAHashThatAreNone) {
  const std::string expected =
      "balancer.hash_on must be \"client_address\", \"path\", \"header:NAME\" or "
      "\"cookie:NAME\", got ";
  expect_complaints({
      {"[balancer]", "hash_on = \"ip\"", expected + "\"ip\""},
      {"[balancer]", "hash_on = \"header\"", expected + "\"header\""},
      {"[balancer]", "hash_on = \"header:\"", expected + "\"header:\""},
      {"[balancer]", "hash_on = \"header:a b\"", expected + "\"header:a b\""},
      {"[balancer]", "hash_on = \"path:x\"", expected + "\"path:x\""},
      {"[balancer]", "hash_on = 1", expected + "1"},
      {"[balancer]", "hash_balance_factor = 100",
       "balancer.hash_balance_factor must be 0 or 101..1000, got 100"},
  });
}

TEST(ConfigParse, ComplainsOfWhatIsNoPathNoCookieAndNoWebhook) {
  expect_complaints({
      {"[balancer]", "state_file = \"overrides.json\"",
       "balancer.state_file must be an absolute path, or \"\", got \"overrides.json\""},
      {"[sticky]", "cookie = \"a;b\"",
       "sticky.cookie must be a cookie's name like \"rrlb\", or \"\", got \"a;b\""},
      {"[alerts]", "webhook = \"mailto:me\"",
       "alerts.webhook must be a URL like \"https://example.com/alerts\", or \"\", got "
       "\"mailto:me\""},
  });
}

TEST(ConfigParse, ComplainsOfAddressesThatAreNone) {
  const std::string like = " an IP address and a port like \"0.0.0.0:5000\" or \"[::]:5000\", got ";
  const std::string list = "balancer.listen must be a list, each" + like;
  expect_complaints({
      {"[balancer]", "listen = \"0.0.0.0:5000\"", (list + "\"0.0.0.0:5000\"")},
      {"[balancer]", "listen = []", (list + "[]")},
      {"[balancer]", "listen = [5000]", (list + "a list of other things")},
      {"[balancer]", "listen = [\"0.0.0.0:1\", \"localhost:2\"]",
       (list + "[\"0.0.0.0:1\", \"localhost:2\"]")},
      {"[dashboard]", "listen = \":8000\"", ("dashboard.listen must be" + like + "\":8000\"")},
  });
}

const char* const kWeb1 = "[[backend]]\nurl = \"http://web1\"\nname = \"web1\"";

TEST(ConfigParse, ComplainsOfUrlsThatAreNone) {
  const std::string plain = " must be an http URL like \"http://127.0.0.1:5001\", got ";
  expect_complaints({
      {"[[backend]]", "url = \"web1:80\"", "backend: url" + plain + "\"web1:80\""},
      {"[[backend]]", "url = \"https://web1\"", "backend: url" + plain + "\"https://web1\""},
      {"[[backend]]", "url = \"http://web1?x\"", "backend: url" + plain + "\"http://web1?x\""},
      {"[[backend]]", "url = \"\"", "backend: url" + plain + "\"\""},
      {"[[backend]]", "url = 5001", "backend: url" + plain + "5001"},
      {kWeb1, "public_url = \"web1\"",
       "backend \"web1\": public_url must be a URL like \"https://web1.example.com\", or \"\", got "
       "\"web1\""},
      {kWeb1, "metrics_url = \"https://web1\"",
       "backend \"web1\": metrics_url must be an http URL like \"http://web1:9100/metrics\", or "
       "\"\", got \"https://web1\""},
  });
}

TEST(ConfigParse, ComplainsOfWhatNoDashboardCanShow) {
  const std::string urls =
      "dashboard.balancer must be a list of 1 to 16 http URLs like \"http://127.0.0.1:5000\", got ";
  const std::string names = "dashboard.hosts must be a list of names like \"lb.example.com\", got ";
  expect_complaints({
      {"[dashboard]", "balancer = \"\"", urls + "\"\""},
      {"[dashboard]", "balancer = []", urls + "[]"},
      {"[dashboard]", "balancer = [\"http://a\", \"ftp://b\"]",
       urls + "[\"http://a\", \"ftp://b\"]"},
      {"[dashboard]", "balancer = [\"http://a\", \"http://a\"]",
       urls + "[\"http://a\", \"http://a\"]"},
      {"[dashboard]", "hosts = \"lb\"", names + "\"lb\""},
      {"[dashboard]", "hosts = [\"lb:80\"]", names + "[\"lb:80\"]"},
      {"[dashboard]", "hosts = [\"*\"]", names + "[\"*\"]"},
      {"[dashboard]", "history = \"x.db\"",
       "dashboard.history must be an absolute path, or \"\", got \"x.db\""},
      {"[dashboard]", "session_lifetime = \"1s\"",
       "dashboard.session_lifetime must be \"1m\"..\"720h\", got \"1s\""},
  });
}

TEST(ConfigParse, TakesOneBalancerOfADashboardOrSeveral) {
  const auto texts = [](const std::string& value) {
    std::vector<std::string> all;
    const ParsedConfig parsed = parse_text("[dashboard]\nbalancer = " + value + "\n");
    EXPECT_TRUE(parsed.problems.empty());
    for (const Url& url : parsed.config.dashboard.balancers) all.push_back(url.text());
    return all;
  };
  EXPECT_EQ(texts("\"http://a:1\""), (std::vector<std::string>{"http://a:1"}));
  EXPECT_EQ(texts("[\"http://a:1\", \"http://b:1\"]"),
            (std::vector<std::string>{"http://a:1", "http://b:1"}));
}

TEST(ConfigParse, ComplainsOfWeightsThatAreNone) {
  expect_complaints({
      {kWeb1, "weight = 0", "backend \"web1\": weight must be 1..256, got 0"},
      {kWeb1, "weight = 257", "backend \"web1\": weight must be 1..256, got 257"},
      {kWeb1, "weight = \"2\"", "backend \"web1\": weight must be 1..256, got \"2\""},
      {"[[backend]]\nurl = \"http://web1\"", "weight = 0", "backend: weight must be 1..256, got 0"},
  });
}

TEST(ConfigParse, ComplainsOfNamesThatAreNone) {
  const std::string be =
      ": name must be 1 to 64 letters, digits or \".\", \"_\", \"-\", \":\", got ";
  const std::string above = "[[backend]]\nurl = \"http://a\"";
  const std::string long_name(65, 'a');
  expect_complaints({
      {above, "name = \"a b\"", "backend \"a b\"" + be + "\"a b\""},
      {above, "name = \"\"", "backend" + be + "\"\""},
      {above, "name = 7", "backend" + be + "7"},
      {above, "name = \"a/b\"", "backend \"a/b\"" + be + "\"a/b\""},
      {above, "name = \"\\u001b[31m\"", "backend \"\\x1b[31m\"" + be + "\"\\x1b[31m\""},
      {above, "name = \"" + long_name + "\"",
       "backend \"" + long_name.substr(0, 60) + "...\"" + be + "\"" + long_name.substr(0, 60) +
           "...\""},
  });
}

TEST(ConfigParse, ComplainsOfPathsThatAreNone) {
  const std::string long_path = "/" + std::string(107, 'a');
  expect_complaints({
      {"[health]", "path = \"\"", "health.path must be a path like \"/health\", got \"\""},
      {"[health]", "path = \"up\"", "health.path must be a path like \"/health\", got \"up\""},
      {"[health]", "path = \"/a?b\"", "health.path must be a path like \"/health\", got \"/a?b\""},
      {"[health]", "path = \"/a\\r\\nX: y\"",
       "health.path must be a path like \"/health\", got \"/a\\x0d\\x0aX: y\""},
      {"[health]", "metrics_path = \"m\"",
       "health.metrics_path must be a path like \"/metrics\", or \"\", got \"m\""},
      {"[balancer]", "stats_path = \"stats\"",
       "balancer.stats_path must be a path like \"/stats\", or \"\", got \"stats\""},
      {"[balancer]", "admin_socket = \"admin.sock\"",
       "balancer.admin_socket must be an absolute path of at most 107 bytes, got \"admin.sock\""},
      {"[balancer]", "admin_socket = \"" + long_path + "\"",
       "balancer.admin_socket must be an absolute path of at most 107 bytes, got \"" +
           long_path.substr(0, 60) + "...\""},
  });
}

TEST(ConfigParse, ComplainsOfOriginsThatAreNone) {
  const std::string be =
      "balancer.cors_origins must be a list of origins like \"http://dashboard:8000\", got ";
  expect_complaints({
      {"[balancer]", "cors_origins = \"http://a\"", be + "\"http://a\""},
      {"[balancer]", "cors_origins = [\"*\"]", be + "[\"*\"]"},
      {"[balancer]", "cors_origins = [\"http://a/\"]", be + "[\"http://a/\"]"},
      {"[balancer]", "cors_origins = [\"http://a/b\"]", be + "[\"http://a/b\"]"},
      {"[balancer]", "cors_origins = [\"null\"]", be + "[\"null\"]"},
  });
}

TEST(ConfigParse, ComplainsOfNetworksThatAreNone) {
  const std::string be =
      "proxy.trusted_proxies must be a list of addresses or networks like \"10.0.0.1\", "
      "\"10.0.0.0/8\" or \"fd00::/8\", got ";
  expect_complaints({
      {"[proxy]", "trusted_proxies = \"10.0.0.1\"", be + "\"10.0.0.1\""},
      {"[proxy]", "trusted_proxies = [\"10.0.0.0/33\"]", be + "[\"10.0.0.0/33\"]"},
      {"[proxy]", "trusted_proxies = [\"10.0.0.1\", \"proxy1\"]",
       be + "[\"10.0.0.1\", \"proxy1\"]"},
      {"[proxy]", "trusted_proxies = [10]", be + "a list of other things"},
      {"[proxy]", "trusted_proxies = true", be + "true"},
  });
}

TEST(ConfigParse, StopsAtWhatIsNotToml) {
  EXPECT_EQ(complaints("[balancer\nworkers = 999\n"),
            "rrlb.conf:1:10: not TOML: expected ']', saw '\\n'\n"
            "  [balancer\n"
            "           ^\n");
  EXPECT_EQ(complaints("<html>"),
            "rrlb.conf:1:1: not TOML: expected keys, tables, whitespace or comments, saw '<'\n"
            "  <html>\n"
            "  ^\n");
  EXPECT_EQ(complaints("\xff\xfe"),
            "rrlb.conf:1:1: not TOML: encountered invalid utf-8 sequence\n"
            "  \xff\xfe\n"
            "  ^\n");
  EXPECT_EQ(complaints("[health]\nrise = 1\nrise = 2\n"),
            "rrlb.conf:3:8: not TOML: cannot redefine existing integer 'rise'\n"
            "  rise = 2\n"
            "         ^\n");
}

TEST(ConfigParse, RemindsOfTheQuotesThatAreMissing) {
  EXPECT_EQ(
      complaints("[health]\ninterval = 2s\n"),
      "rrlb.conf:2:13: not TOML: expected digit, saw 's' (texts, durations and sizes stand in "
      "quotes)\n"
      "  interval = 2s\n"
      "              ^\n");
  EXPECT_EQ(complaints("[health]\npath = /health\n"),
            "rrlb.conf:2:8: not TOML: could not determine value type (texts, durations and sizes "
            "stand in quotes)\n"
            "  path = /health\n"
            "         ^\n");
}

TEST(ConfigParse, SurvivesHostileDepthAndLength) {
  EXPECT_EQ(parse_text("a = " + std::string(1'000'000, '[')).problems.size(), 1U);
  EXPECT_EQ(parse_text(std::string(1'000'000, 'a') + " = 1").problems.size(), 1U);
  EXPECT_EQ(parse_text("[health]\n\"" + std::string(1'000'000, 'a') + "\" = 1").problems.size(),
            1U);
}

TEST(ConfigParse, ReportsFiveMistakesOfOneFileInTheirOrder) {
  EXPECT_EQ(
      complaints("[log]\n"
                 "level = \"loud\"\n"
                 "[balancer]\n"
                 "worker = 2\n"
                 "drain_timeout = 30\n"
                 "[[backend]]\n"
                 "url = \"http://a\"\n"
                 "weight = 0\n"
                 "[[backend]]\n"
                 "name = \"b\"\n"),
      "rrlb.conf:2:9: log.level must be \"debug\" or \"info\" or \"warning\" or \"error\", got "
      "\"loud\"\n"
      "  level = \"loud\"\n"
      "          ^\n"
      "rrlb.conf:4:1: [balancer] unknown key \"worker\" (did you mean \"workers\"?)\n"
      "  worker = 2\n"
      "  ^\n"
      "rrlb.conf:5:17: balancer.drain_timeout must be a duration like \"250ms\", \"2s\" or "
      "\"5m\", got 30\n"
      "  drain_timeout = 30\n"
      "                  ^\n"
      "rrlb.conf:8:10: backend: weight must be 1..256, got 0\n"
      "  weight = 0\n"
      "           ^\n"
      "rrlb.conf:9:1: backend \"b\": url is missing\n"
      "  [[backend]]\n"
      "  ^\n");
}

// Files of /etc/rrlb.d.

std::string complaints_with_drop_in(const std::string& drop_in) {
  return rendered(
      parse_config({{"rrlb.conf", "[[backend]]\nurl = \"http://a\"\nname = \"a\"\n", false},
                    {"rrlb.d/x.conf", drop_in, true}}));
}

TEST(ConfigDropIn, AddsBackendsBehindThoseOfTheFile) {
  const ParsedConfig parsed =
      parse_config({{"rrlb.conf", "[[backend]]\nurl = \"http://a\"\n", false},
                    {"rrlb.d/x.conf", "[[backend]]\nurl = \"http://b\"\n", true}});
  EXPECT_EQ(rendered(parsed), "");
  ASSERT_EQ(parsed.config.backends.size(), 2U);
  EXPECT_EQ(parsed.config.backends[1].name, "b:80");
  EXPECT_EQ(parsed.config.backends[1].place, (Place{"rrlb.d/x.conf", 1, 1}));
}

TEST(ConfigDropIn, MayHoldNothingElse) {
  EXPECT_EQ(complaints_with_drop_in("[health]\nrise = 0\n[[backend]]\nurl = \"http://b\"\n"),
            "rrlb.d/x.conf:1:2: \"health\": only [[backend]] tables may stand in a file of this "
            "folder\n"
            "  [health]\n"
            "   ^\n");
}

TEST(ConfigDropIn, MistakesNameItsFile) {
  EXPECT_EQ(
      complaints_with_drop_in("[[backend]]\nurl = 1\n"),
      "rrlb.d/x.conf:2:7: backend: url must be an http URL like \"http://127.0.0.1:5001\", got "
      "1\n"
      "  url = 1\n"
      "        ^\n");
}

TEST(ConfigDropIn, MayNotRepeatABackendOfTheFile) {
  EXPECT_EQ(complaints_with_drop_in("\n[[backend]]\nurl = \"http://b\"\nname = \"a\"\n"),
            "rrlb.d/x.conf:2:1: backend \"a\" is listed twice (first on line 1 of rrlb.conf)\n"
            "  [[backend]]\n"
            "  ^\n");
}

}  // namespace
}  // namespace rrlb
