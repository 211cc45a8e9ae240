#include "dashboard/view/page.h"

#include <gtest/gtest.h>

#include "tests/dashboard/view/made_up.h"

namespace rrlb {
namespace {

TEST(Page, TheBannerSaysSinceWhenAndWhy) {
  EXPECT_EQ(banner(view_of(PollState{})), "");
  EXPECT_EQ(banner(view_of(state_with(one_up_one_down()))), "");
  EXPECT_EQ(banner(view_of(lost({}))),
            "balancer not reachable since 2027-01-15 08:00:00 UTC: connection refused");
}

TEST(Page, TheBannerNamesTheUnreachableBalancers) {
  const PollState here = state_with(one_up_one_down());
  const PollState gone = lost(one_up_one_down());
  EXPECT_EQ(banner(view_of({here, here})), "");
  EXPECT_EQ(
      banner(view_of({here, gone})),
      "balancer http://lb2:5000 not reachable since 2027-01-15 08:00:00 UTC: connection refused");
  EXPECT_EQ(
      status_line(view_of({here, gone})),
      "1/2 backends up; balancer http://lb2:5000 not reachable since 2027-01-15 08:00:00 UTC: "
      "connection refused");
}

TEST(Page, TheStatusLineIsForSystemd) {
  EXPECT_EQ(status_line(view_of(PollState{})), "waiting for the balancer's first answer");
  EXPECT_EQ(status_line(view_of(state_with(one_up_one_down()))), "1/2 backends up");
  EXPECT_EQ(status_line(view_of(lost(one_up_one_down()))), banner(view_of(lost({}))));
}

TEST(Page, TheTitleCountsTheBackends) {
  EXPECT_EQ(page_title(view_of(PollState{})), "rrlb");
  EXPECT_EQ(page_title(view_of(state_with(one_up_one_down()))), "rrlb \u2013 1/2 up");
  EXPECT_EQ(page_title(view_of(lost(one_up_one_down()))), "rrlb \u2013 balancer not reachable");
}

TEST(Page, ARowShowsFiguresAndADashForTheUnknown) {
  EXPECT_EQ(
      table_rows(view_of(state_with(one_up_one_down()))),
      "<tr data-name=\"web1\"><th scope=\"row\" data-cell=\"name\">web1</th>"
      "<td data-cell=\"status\" data-label=\"Status\"><span class=\"status up\">UP</span></td>"
      "<td data-cell=\"url\" data-label=\"URL\">http://a:1</td>"
      "<td data-cell=\"requests\" data-label=\"Requests\">7</td>"
      "<td data-cell=\"share\" data-label=\"Share\">100.0 %</td>"
      "<td data-cell=\"rate\" data-label=\"Requests/s\">\u2014</td>"
      "<td data-cell=\"latency\" data-label=\"Latency ms\">0.8</td>"
      "<td data-cell=\"weight\" data-label=\"Weight\">1</td>"
      "<td data-cell=\"probe\" data-label=\"Last check\">answered 200 in 0.8 ms</td>"
      "<td data-cell=\"since\" data-label=\"Since\">2027-01-15 07:00:00 UTC</td>"
      "<td data-cell=\"actions\" data-label=\"\"></td></tr>\n"
      "<tr data-name=\"web2\"><th scope=\"row\" data-cell=\"name\">web2</th>"
      "<td data-cell=\"status\" data-label=\"Status\"><span class=\"status down\">DOWN</span></td>"
      "<td data-cell=\"url\" data-label=\"URL\">http://b:1</td>"
      "<td data-cell=\"requests\" data-label=\"Requests\">0</td>"
      "<td data-cell=\"share\" data-label=\"Share\">0.0 %</td>"
      "<td data-cell=\"rate\" data-label=\"Requests/s\">\u2014</td>"
      "<td data-cell=\"latency\" data-label=\"Latency ms\">\u2014</td>"
      "<td data-cell=\"weight\" data-label=\"Weight\">1</td>"
      "<td data-cell=\"probe\" data-label=\"Last check\">connection refused</td>"
      "<td data-cell=\"since\" data-label=\"Since\"></td>"
      "<td data-cell=\"actions\" data-label=\"\"></td></tr>\n");
}

TEST(Page, TextOfBackendsIsEscaped) {
  BackendSnapshot hostile;
  hostile.name = "<img src=x onerror=alert(1)>";
  hostile.url = "\"'&";
  hostile.status = Status::down;
  hostile.since = "<b>---<b>-T<b>00:00<b>Z";
  hostile.last_probe = LastProbe{"", false, "{{rows}}</td><script>"};
  Snapshot snapshot;
  snapshot.backends = {hostile};
  const std::string name = "&lt;img src=x onerror=alert(1)&gt;";
  const std::string none = "\u2014</td>";
  EXPECT_EQ(table_rows(view_of(state_with(snapshot))),
            "<tr data-name=\"" + name + "\"><th scope=\"row\" data-cell=\"name\">" + name +
                "</th>"
                "<td data-cell=\"status\" data-label=\"Status\">"
                "<span class=\"status down\">DOWN</span></td>"
                "<td data-cell=\"url\" data-label=\"URL\">&quot;&#39;&amp;</td>"
                "<td data-cell=\"requests\" data-label=\"Requests\">0</td>"
                "<td data-cell=\"share\" data-label=\"Share\">" +
                none + "<td data-cell=\"rate\" data-label=\"Requests/s\">" + none +
                "<td data-cell=\"latency\" data-label=\"Latency ms\">" + none +
                "<td data-cell=\"weight\" data-label=\"Weight\">1</td>"
                "<td data-cell=\"probe\" data-label=\"Last check\">"
                "{{rows}}&lt;/td&gt;&lt;script&gt;</td>"
                "<td data-cell=\"since\" data-label=\"Since\">"
                "&lt;b&gt;---&lt;b&gt;- &lt;b&gt;00:00 UTC</td>"
                "<td data-cell=\"actions\" data-label=\"\"></td></tr>\n");
}

// The result of render_page for a template of one word.
std::string rendered(std::string_view word, const PollState& state) {
  return render_page(word, view_of(state, Milliseconds{5'600}), {});
}

TEST(Page, EachPlaceholderIsReplacedOnce) {
  Snapshot snapshot = one_up_one_down();
  snapshot.backends.resize(1);
  snapshot.backends[0].last_probe->detail = "{{title}}";
  const PollState state = state_with(snapshot);
  EXPECT_EQ(rendered("<t>{{title}}</t>{{nothing}} {{interval}} {{", state),
            "<t>rrlb \u2013 1/1 up</t>{{nothing}} 2000 {{");
  EXPECT_NE(rendered("{{rows}}", state).find(">{{title}}<"), std::string::npos);
}

TEST(Page, StaleFiguresAreMarked) {
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
