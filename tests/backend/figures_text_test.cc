#include "backend/figures_text.h"

#include <gtest/gtest.h>

#include "common/contract/snapshot_json.h"

namespace rrlb {
namespace {

const BackendFigures kFigures{"web1", 1234,
                              ProcessFigures{12.3456, 10.0, std::chrono::seconds{3723}}};
const BackendFigures kAway{"web1", 0, std::nullopt};

TEST(FiguresText, JsonHoldsEachFigure) {
  EXPECT_EQ(figures_text(kFigures, FiguresFormat::json),
            "{\"name\":\"web1\",\"cpu_percent\":12.35,\"ram_mb\":10.0,\"uptime\":\"01:02:03\","
            "\"uptime_seconds\":3723,\"requests\":1234}\n");
}

TEST(FiguresText, UnknownFiguresAreNull) {
  EXPECT_EQ(figures_text(kAway, FiguresFormat::json),
            "{\"name\":\"web1\",\"cpu_percent\":null,\"ram_mb\":null,\"uptime\":null,"
            "\"uptime_seconds\":null,\"requests\":0}\n");
}

TEST(FiguresText, TheBalancerCanParseTheJson) {
  EXPECT_EQ(parse_backend_metrics(figures_text(kFigures, FiguresFormat::json)),
            (BackendMetrics{12.35, 10.0, 3723}));
  EXPECT_EQ(parse_backend_metrics(figures_text(kAway, FiguresFormat::json)), BackendMetrics{});
}

TEST(FiguresText, PrometheusHasAFamilyForEachFigure) {
  EXPECT_EQ(figures_text(kFigures, FiguresFormat::prometheus),
            "# HELP rrlb_observed_cpu_percent Share of one core in use.\n"
            "# TYPE rrlb_observed_cpu_percent gauge\n"
            "rrlb_observed_cpu_percent{backend=\"web1\"} 12.35\n"
            "# HELP rrlb_observed_ram_bytes Resident memory.\n"
            "# TYPE rrlb_observed_ram_bytes gauge\n"
            "rrlb_observed_ram_bytes{backend=\"web1\"} 10485760\n"
            "# HELP rrlb_observed_uptime_seconds Time since the start.\n"
            "# TYPE rrlb_observed_uptime_seconds gauge\n"
            "rrlb_observed_uptime_seconds{backend=\"web1\"} 3723\n"
            "# HELP rrlb_served_requests_total Application requests answered.\n"
            "# TYPE rrlb_served_requests_total counter\n"
            "rrlb_served_requests_total{backend=\"web1\"} 1234\n");
}

TEST(FiguresText, OpenMetricsNamesTheCounterByItsFamilyAndHasAnEndMarker) {
  EXPECT_EQ(figures_text(kAway, FiguresFormat::open_metrics),
            "# HELP rrlb_served_requests Application requests answered.\n"
            "# TYPE rrlb_served_requests counter\n"
            "rrlb_served_requests_total{backend=\"web1\"} 0\n"
            "# EOF\n");
}

TEST(FiguresText, LargeFiguresAreWrittenOut) {
  BackendFigures figures = kFigures;
  figures.requests = 18446744073709551615U;
  figures.observed->ram_mb = 8.0 * 1024 * 1024;
  const std::string text = figures_text(figures, FiguresFormat::prometheus);
  EXPECT_NE(text.find("} 18446744073709551615\n"), std::string::npos);
  EXPECT_NE(text.find("} 8796093022208\n"), std::string::npos);
}

}  // namespace
}  // namespace rrlb
