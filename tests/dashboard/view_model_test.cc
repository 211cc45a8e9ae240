#include "view_model.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

const TimePoint kNow{std::chrono::seconds{100}};
const WallTime kWall{std::chrono::seconds{1'800'000'000}};
const PageFacts kFacts{"http://127.0.0.1:5000", Milliseconds{2'000}};

Snapshot one_up_one_down() {
  Snapshot snapshot;
  snapshot.time = "2027-01-15T08:00:00.000Z";
  snapshot.balancer = {"0.1.0", 60, "redirect", "round_robin", 7, 0, false, 1.0, 5.0};
  BackendSnapshot up;
  up.name = "web1";
  up.url = "http://a:1";
  up.status = Status::up;
  up.since = "2027-01-15T07:00:00.000Z";
  up.requests = 7;
  up.latency_ms = 0.84;
  up.cpu_percent = 12.34;
  up.ram_mb = 35.25;
  up.uptime_seconds = 443'045;
  up.last_probe = LastProbe{"2027-01-15T08:00:00.000Z", true, "answered 200 in 0.8 ms"};
  BackendSnapshot down;
  down.name = "web2";
  down.url = "http://b:1";
  down.status = Status::down;
  snapshot.backends = {up, down};
  return snapshot;
}

PollState state_with(Snapshot snapshot) {
  PollState state;
  state.take(std::move(snapshot), kNow);
  return state;
}

PollState lost(Snapshot snapshot) {
  PollState state = state_with(std::move(snapshot));
  state.fail("connection refused", kWall);
  return state;
}

TEST(ViewModel, JsonBeforeTheFirstAnswer) {
  EXPECT_EQ(stats_json(PollState{}, kFacts, kNow),
            R"({"balancer":"http://127.0.0.1:5000","interval_ms":2000,"reachable":false,)"
            R"("trouble":null,"trouble_since":null,"age_seconds":null,"stats":null})");
}

TEST(ViewModel, JsonHoldsTheSnapshotAndItsAge) {
  Snapshot snapshot;
  snapshot.time = "2027-01-15T08:00:00.000Z";
  EXPECT_EQ(
      stats_json(state_with(snapshot), kFacts, kNow + Milliseconds{1'500}),
      R"({"balancer":"http://127.0.0.1:5000","interval_ms":2000,"reachable":true,"trouble":null,)"
      R"("trouble_since":null,"age_seconds":1.5,"stats":{"time":"2027-01-15T08:00:00.000Z",)"
      R"("balancer":{"version":"","uptime":"00:00:00","uptime_seconds":0,"mode":"","algorithm":"",)"
      R"("requests":0,"in_flight":0,"panic":false,"cpu_percent":null,"ram_mb":null},"backends":[]}})");
}

TEST(ViewModel, JsonOfTrouble) {
  PollState state;
  state.fail("connection refused", kWall);
  EXPECT_EQ(stats_json(state, kFacts, kNow),
            R"({"balancer":"http://127.0.0.1:5000","interval_ms":2000,"reachable":false,)"
            R"("trouble":"connection refused","trouble_since":"2027-01-15T08:00:00.000Z",)"
            R"("age_seconds":null,"stats":null})");
}

TEST(ViewModel, TheHeadlineAnswersWhetherAllIsWell) {
  EXPECT_EQ(headline(PollState{}), "waiting for the balancer's first answer");
  EXPECT_EQ(headline(state_with({})), "no backends are configured");
  EXPECT_EQ(headline(state_with(one_up_one_down())), "1/2 up, 7 requests");
  EXPECT_EQ(headline(lost(one_up_one_down())), "last seen: 1/2 up, 7 requests");
  PollState never;
  never.fail("connection refused", kWall);
  EXPECT_EQ(headline(never), "no figures yet");
}

TEST(ViewModel, TheBannerTellsSinceWhenAndWhy) {
  EXPECT_EQ(banner(PollState{}), "");
  EXPECT_EQ(banner(state_with(one_up_one_down())), "");
  EXPECT_EQ(banner(lost({})),
            "balancer not reachable since 2027-01-15 08:00:00 UTC: connection refused");
}

TEST(ViewModel, WellnessIsAMatterOfAllBackends) {
  Snapshot snapshot = one_up_one_down();
  EXPECT_EQ(wellness(PollState{}), "unknown");
  EXPECT_EQ(wellness(state_with({})), "unknown");
  EXPECT_EQ(wellness(state_with(snapshot)), "part");
  EXPECT_EQ(wellness(lost(snapshot)), "unknown");
  snapshot.backends[0].status = Status::drain;
  EXPECT_EQ(wellness(state_with(snapshot)), "down");
  snapshot.backends[0].status = snapshot.backends[1].status = Status::up;
  EXPECT_EQ(wellness(state_with(snapshot)), "up");
}

TEST(ViewModel, TheStatusLineIsForSystemd) {
  EXPECT_EQ(status_line(PollState{}), "waiting for the balancer's first answer");
  EXPECT_EQ(status_line(state_with(one_up_one_down())), "1/2 backends up");
  EXPECT_EQ(status_line(lost(one_up_one_down())), banner(lost({})));
}

TEST(ViewModel, TheTitleCounts) {
  EXPECT_EQ(page_title(PollState{}), "rrlb");
  EXPECT_EQ(page_title(state_with(one_up_one_down())), "rrlb \u2013 1/2 up");
  EXPECT_EQ(page_title(lost(one_up_one_down())), "rrlb \u2013 balancer not reachable");
}

TEST(ViewModel, ARowShowsFiguresAndADashForTheUnknown) {
  EXPECT_EQ(
      table_rows(state_with(one_up_one_down())),
      "<tr data-name=\"web1\"><th scope=\"row\" data-cell=\"name\">web1</th>"
      "<td data-cell=\"status\" data-label=\"Status\"><span class=\"status up\">UP</span></td>"
      "<td data-cell=\"url\" data-label=\"URL\">http://a:1</td>"
      "<td data-cell=\"requests\" data-label=\"Requests\">7</td>"
      "<td data-cell=\"cpu\" data-label=\"CPU %\">12.3</td>"
      "<td data-cell=\"ram\" data-label=\"RAM MB\">35.2</td>"
      "<td data-cell=\"latency\" data-label=\"Latency ms\">0.8</td>"
      "<td data-cell=\"uptime\" data-label=\"Uptime\">123:04:05</td>"
      "<td data-cell=\"probe\" data-label=\"Last probe\">answered 200 in 0.8 ms</td>"
      "<td data-cell=\"since\" data-label=\"Status since\">2027-01-15 07:00:00 UTC</td></tr>\n"
      "<tr data-name=\"web2\"><th scope=\"row\" data-cell=\"name\">web2</th>"
      "<td data-cell=\"status\" data-label=\"Status\"><span class=\"status down\">DOWN</span></td>"
      "<td data-cell=\"url\" data-label=\"URL\">http://b:1</td>"
      "<td data-cell=\"requests\" data-label=\"Requests\">0</td>"
      "<td data-cell=\"cpu\" data-label=\"CPU %\">\u2014</td>"
      "<td data-cell=\"ram\" data-label=\"RAM MB\">\u2014</td>"
      "<td data-cell=\"latency\" data-label=\"Latency ms\">\u2014</td>"
      "<td data-cell=\"uptime\" data-label=\"Uptime\">\u2014</td>"
      "<td data-cell=\"probe\" data-label=\"Last probe\">\u2014</td>"
      "<td data-cell=\"since\" data-label=\"Status since\"></td></tr>\n");
}

TEST(ViewModel, WhatABackendSaysIsNeverMarkup) {
  BackendSnapshot hostile;
  hostile.name = "<img src=x onerror=alert(1)>";
  hostile.url = "\"'&";
  hostile.since = "<b>---<b>-T<b>00:00<b>Z";
  hostile.last_probe = LastProbe{"", false, "{{rows}}</td><script>"};
  Snapshot snapshot;
  snapshot.backends = {hostile};
  const std::string name = "&lt;img src=x onerror=alert(1)&gt;";
  const std::string none = "\u2014</td>";
  EXPECT_EQ(table_rows(state_with(snapshot)),
            "<tr data-name=\"" + name + "\"><th scope=\"row\" data-cell=\"name\">" + name +
                "</th>"
                "<td data-cell=\"status\" data-label=\"Status\">"
                "<span class=\"status unknown\">UNKNOWN</span></td>"
                "<td data-cell=\"url\" data-label=\"URL\">&quot;&#39;&amp;</td>"
                "<td data-cell=\"requests\" data-label=\"Requests\">0</td>"
                "<td data-cell=\"cpu\" data-label=\"CPU %\">" +
                none + "<td data-cell=\"ram\" data-label=\"RAM MB\">" + none +
                "<td data-cell=\"latency\" data-label=\"Latency ms\">" + none +
                "<td data-cell=\"uptime\" data-label=\"Uptime\">" + none +
                "<td data-cell=\"probe\" data-label=\"Last probe\">"
                "{{rows}}&lt;/td&gt;&lt;script&gt;</td>"
                "<td data-cell=\"since\" data-label=\"Status since\">"
                "&lt;b&gt;---&lt;b&gt;- &lt;b&gt;00:00 UTC</td></tr>\n");
}

TEST(ViewModel, JsonIsWholeWhateverABackendSays) {
  Snapshot snapshot;
  snapshot.backends.resize(1);
  snapshot.backends[0].name = "\"}],\xff\x01";
  const std::string json = stats_json(state_with(snapshot), kFacts, kNow);
  EXPECT_NE(json.find("\"name\":\"\\\"}],\uFFFD\\u0001\""), std::string::npos) << json;
}

// What render_page makes of one word of the template.
std::string rendered(std::string_view word, const PollState& state) {
  return render_page(word, state, kFacts, kNow + Milliseconds{5'600});
}

TEST(ViewModel, ThePageIsItsTemplateWithEachWordReplacedOnce) {
  Snapshot snapshot = one_up_one_down();
  snapshot.backends.resize(1);
  snapshot.backends[0].last_probe->detail = "{{title}}";
  const PollState state = state_with(snapshot);
  EXPECT_EQ(rendered("<t>{{title}}</t>{{nothing}}{{balancer}} {{interval}} {{", state),
            "<t>rrlb \u2013 1/1 up</t>{{nothing}}http://127.0.0.1:5000 2000 {{");
  EXPECT_NE(rendered("{{rows}}", state).find(">{{title}}<"), std::string::npos);
}

TEST(ViewModel, ThePageShowsOldFiguresAsOld) {
  constexpr std::string_view kWords = "{{wellness}}|{{age}}|{{stale}}|{{banner_hidden}}|{{banner}}";
  EXPECT_EQ(rendered(kWords, PollState{}), "unknown|||hidden|");
  EXPECT_EQ(rendered(kWords, state_with(one_up_one_down())), "part|figures 6 s old||hidden|");
  PollState gone = state_with(one_up_one_down());
  gone.fail("<b>", kWall);
  EXPECT_EQ(rendered(kWords, gone),
            "unknown|figures 6 s old|stale||"
            "balancer not reachable since 2027-01-15 08:00:00 UTC: &lt;b&gt;");
}

}  // namespace
}  // namespace rrlb
