#include "ctl/show/backend_report.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "tests/ctl/made_up.h"

namespace rrlb {
namespace {

admin_api::Backend backend_of(const std::string& name) {
  admin_api::Backend backend;
  backend.name = name;
  backend.url = "http://" + name + ":8080";
  backend.status = "UP";
  backend.since = at("09:00:00");
  backend.file = admin_api::FileLayer{"enabled", 2, "/etc/rrlb.conf:14"};
  backend.now = {"enabled", 2, 2.0, "", 3, 1000, 0.25};
  return backend;
}

admin_api::OverrideLayer override_for(const std::string& key, const std::string& value) {
  return {key, value, "alice", at("09:30:00"), "kernel update", at("12:00:00")};
}

// Times are shown in the zone of who reads them; here that is UTC.
class BackendReport : public testing::Test {
 protected:
  BackendReport() {
    setenv("TZ", "UTC", 1);
    tzset();
  }
};

TEST_F(BackendReport, ShowsTheThreeLayers) {
  admin_api::Backend web1 = backend_of("web1");
  admin_api::Backend longer = backend_of("a-longer-name");
  longer.status = "DRAIN";
  longer.overrides = {override_for("state", "draining"), override_for("weight", "5")};
  longer.overrides[1].until = longer.overrides[1].why = "";
  longer.now = {"draining", 5, 0.5, "slow start 10 %", std::nullopt, 10, 0.0};
  admin_api::Backend added = backend_of("web9");
  added.file.reset();
  added.overrides = {override_for("added", "http://web9:8080")};
  EXPECT_EQ(layers_text({web1, longer, added}, {}),
            "web1           UP       http://web1:8080\n"
            "  file      enabled, weight 2 (/etc/rrlb.conf:14)\n"
            "  now       enabled, weight 2, 25 % of the picks, 3 in flight\n"
            "a-longer-name  DRAIN    http://a-longer-name:8080\n"
            "  file      enabled, weight 2 (/etc/rrlb.conf:14)\n"
            "  override  draining, by alice, 2026-11-23 09:30:00, until 2026-11-23 12:00:00: "
            "kernel update\n"
            "  override  weight 5, by alice, 2026-11-23 09:30:00\n"
            "  now       draining, weight 0.5 of 5 (slow start 10 %), 0 % of the picks\n"
            "web9           UP       http://web9:8080\n"
            "  file      not in it\n"
            "  override  added, by alice, 2026-11-23 09:30:00, until 2026-11-23 12:00:00: "
            "kernel update\n"
            "  now       enabled, weight 2, 25 % of the picks, 3 in flight\n");
}

TEST_F(BackendReport, ExplainsABackend) {
  admin_api::Backend web1 = backend_of("web1");
  web1.status = "DRAIN";
  web1.reason = "draining, as alice set it";
  web1.explain = {"gets no new requests: it is draining", "\x1b[2J"};
  EXPECT_EQ(explain_text(web1, {}),
            "web1  DRAIN    http://web1:8080\n"
            "  draining, as alice set it\n"
            "  since 2026-11-23 09:00:00\n"
            "\n"
            "gets no new requests: it is draining\n"
            "\\x1b[2J\n");
  EXPECT_TRUE(explain_text(web1, {std::nullopt, true})
                  .starts_with("\x1b[1mweb1\x1b[0m  \x1b[33mDRAIN\x1b[0m    http://web1:8080\n"));
}

TEST_F(BackendReport, SaysWhatAChangeLedTo) {
  admin_api::Backend web1 = backend_of("web1");
  EXPECT_EQ(change_line("drain", web1), "web1: no new requests, 3 in flight");
  EXPECT_EQ(change_line("disable", web1), "web1: disabled");
  EXPECT_EQ(change_line("enable", web1), "web1: enabled, and UP");
  EXPECT_EQ(change_line("weight", web1), "web1: weight 2, as in the file");
  EXPECT_EQ(change_line("add", web1), "web1: added, http://web1:8080, weight 2");
  web1.now.in_flight = 0;
  EXPECT_EQ(change_line("drain", web1), "web1: no new requests, nothing is in flight");
  web1.now.in_flight.reset();
  EXPECT_EQ(change_line("drain", web1), "web1: no new requests");
  web1.now.weight = 5;
  EXPECT_EQ(change_line("weight", web1), "web1: weight 5, where the file has 2");
  web1.file.reset();
  EXPECT_EQ(change_line("weight", web1), "web1: weight 5");
}

TEST_F(BackendReport, SaysWhenAChangeEndsByItself) {
  admin_api::Backend web1 = backend_of("web1");
  web1.overrides = {override_for("state", "draining"), override_for("weight", "5"),
                    override_for("added", "")};
  web1.now.weight = 5;
  EXPECT_EQ(change_line("drain", web1),
            "web1: no new requests until 2026-11-23 12:00:00, 3 in flight");
  EXPECT_EQ(change_line("disable", web1), "web1: disabled until 2026-11-23 12:00:00");
  EXPECT_EQ(change_line("weight", web1),
            "web1: weight 5 until 2026-11-23 12:00:00, where the file has 2");
  EXPECT_EQ(change_line("add", web1),
            "web1: added until 2026-11-23 12:00:00, http://web1:8080, weight 5");
}

}  // namespace
}  // namespace rrlb
