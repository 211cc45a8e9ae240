#include "ctl/show/answer_report.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "tests/ctl/made_up.h"

namespace rrlb {
namespace {

TEST(ConfigText, LooksLikeTheFile) {
  const admin_api::ConfigKeys keys{
      "/etc/rrlb.conf",
      {{"balancer", "mode", "\"proxy\"", "/etc/rrlb.conf:3"},
       {"balancer", "workers", "0", "default"},
       {"health", "interval", "\"2s\"", "default"},
       {"backend \"web1\"", "weight", "5", "operator alice, 2026-11-23 10:00"},
       {"backend \"web1\"", "url", "\"http://" + std::string(60, 'a') + "\"", "/etc/rrlb.conf:9"}}};
  EXPECT_EQ(config_text(keys, {}),
            "# /etc/rrlb.conf\n"
            "\n"
            "[balancer]\n"
            "mode = \"proxy\"   # /etc/rrlb.conf:3\n"
            "workers = 0      # default\n"
            "\n"
            "[health]\n"
            "interval = \"2s\"  # default\n"
            "\n"
            "[[backend]]  # \"web1\"\n"
            "weight = 5       # operator alice, 2026-11-23 10:00\n"
            "url = \"http://" +
                std::string(60, 'a') + "\"  # /etc/rrlb.conf:9\n");
}

TEST(ConfigText, MarksWhatIsNoDefault) {
  const admin_api::ConfigKeys keys{"f", {{"a", "b", "1", "f:1"}, {"a", "c", "2", "default"}}};
  EXPECT_EQ(config_text(keys, {std::nullopt, true}),
            "# f\n\n[a]\n\x1b[1mb = 1\x1b[0m  # f:1\nc = 2  # default\n");
}

TEST(DiffText, ListsChangesCutsAndNotes) {
  admin_api::Diff diff;
  EXPECT_EQ(diff_text(diff), "a reload would change nothing\n");
  diff.notes = {"balancer.workers needs a restart"};
  EXPECT_EQ(diff_text(diff),
            "a reload would change nothing\nnote: balancer.workers needs a restart\n");
  diff.changes = {"backend \"web3\" comes (http://c)", "health.interval: \"2s\" -> \"5s\""};
  diff.cuts = {"3 requests of web1"};
  EXPECT_EQ(diff_text(diff),
            "backend \"web3\" comes (http://c)\n"
            "health.interval: \"2s\" -> \"5s\"\n"
            "cut: 3 requests of web1\n"
            "note: balancer.workers needs a restart\n");
}

TEST(ReloadText, SaysHowManyBackendsThereAre) {
  admin_api::Reloaded reload;
  EXPECT_EQ(reload_text(reload), "reload: done\n");
  reload.backends = 1;
  EXPECT_EQ(reload_text(reload), "reload: 1 backend\n");
  reload.before = 3;
  reload.notes = {"a\nb"};
  EXPECT_EQ(reload_text(reload), "reload: 1 backend, before 3\nnote: a\\x0ab\n");
}

TEST(EventLine, IsOneLineWithTheLevelInColour) {
  setenv("TZ", "UTC", 1);
  tzset();
  admin_api::Event event{1,      at("10:00:00.123"),        "warning", "state",
                         "web1", "backend \"web1\": UP\n->"};
  EXPECT_EQ(event_line(event, {}), "2026-11-23 10:00:00  warning  backend \"web1\": UP\\x0a->");
  event.level = "info";
  EXPECT_EQ(event_line(event, {}), "2026-11-23 10:00:00  info     backend \"web1\": UP\\x0a->");
  event.level = "error";
  EXPECT_EQ(event_line(event, {std::nullopt, true}),
            "2026-11-23 10:00:00  \x1b[31merror\x1b[0m    backend \"web1\": UP\\x0a->");
}

TEST(AlertsText, SaysWhichCameThrough) {
  const std::vector<admin_api::AlertResult> results{
      {"exec /usr/bin/x", true, "exit code 0 in 12 ms"},
      {"webhook https://a", false, "no answer within 10 s"}};
  EXPECT_EQ(alerts_text(results, {}),
            "sent: exec /usr/bin/x: exit code 0 in 12 ms\n"
            "not sent: webhook https://a: no answer within 10 s\n");
}

TEST(RefusalText, ListsTheProblemsFirst) {
  EXPECT_EQ(refusal_text({"2 problems in f", {"f:1:1: a", "f:2:1: \x1b"}}, 422),
            "f:1:1: a\nf:2:1: \\x1b\nrrlbctl: 2 problems in f\n");
  EXPECT_EQ(refusal_text({}, 500), "rrlbctl: the balancer answers with HTTP status 500\n");
  EXPECT_EQ(refusal_text({}, 404),
            "rrlbctl: the balancer answers with HTTP status 404, as an older one does\n");
}

}  // namespace
}  // namespace rrlb
