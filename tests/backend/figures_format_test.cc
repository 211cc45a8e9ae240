#include "backend/figures_format.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

void expect_json(const std::string& accept) {
  EXPECT_EQ(preferred_format(accept), FiguresFormat::json) << accept;
}
void expect_prometheus(const std::string& accept) {
  EXPECT_EQ(preferred_format(accept), FiguresFormat::prometheus) << accept;
}
void expect_open_metrics(const std::string& accept) {
  EXPECT_EQ(preferred_format(accept), FiguresFormat::open_metrics) << accept;
}

TEST(FiguresFormat, IsJsonWithoutAPreference) {
  expect_json("");
  expect_json("*/*");
  expect_json("application/*");
  expect_json("*/*;q=0.1");
}

TEST(FiguresFormat, IsTheTypeThatWasNamed) {
  expect_json("application/json");
  expect_prometheus("text/plain");
  expect_prometheus("text/*");
  expect_prometheus("Text/Plain ; Version=0.0.4");
  expect_open_metrics("application/openmetrics-text");
}

TEST(FiguresFormat, UnderstandsEachPrometheus) {
  // Prometheus 2.x, 3.x, and 2.x with native histograms, which prefers protobuf.
  expect_open_metrics(
      "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;"
      "q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2");
  expect_open_metrics(
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
      "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;"
      "escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2");
  expect_open_metrics(
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,"
      "application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;"
      "version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
  expect_prometheus("text/plain;version=0.0.4;q=1,*/*;q=0.1");
}

TEST(FiguresFormat, IsJsonForBrowsersAndTheirScripts) {
  expect_json("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8");
  expect_json("application/json, text/plain, */*");
}

TEST(FiguresFormat, IsTheTypeWithTheHighestWeight) {
  expect_prometheus("application/json;q=0.5, text/plain;q=0.501");
  expect_json("application/json;q=0.9, text/plain;q=0.899");
  expect_open_metrics("text/plain;q=0.999,application/openmetrics-text;q=1.000");
}

TEST(FiguresFormat, IsTheMoreSpecificMatchAmongEquals) {
  expect_prometheus("text/plain, */*");
  expect_prometheus("*/*, text/plain");
  expect_prometheus("text/*, */*");
}

TEST(FiguresFormat, IsNeverATypeOfWeightZero) {
  expect_prometheus("*/*, application/json;q=0");
  expect_json("text/plain;q=0, application/openmetrics-text;q=0.000");
  expect_json("text/plain;q=0.0, */*;q=0.5");
  expect_json("*/*;q=0");  // all are refused, and still there must be a response
}

TEST(FiguresFormat, MoreSpecificRangeCountsAlone) {
  expect_prometheus("text/*;q=0.1, text/plain;q=0.9, application/json;q=0.5");
  expect_json("text/*;q=0.9, text/plain;q=0.1, application/json;q=0.5");
}

TEST(FiguresFormat, SeparatorsWithinQuotesDoNotSplit) {
  expect_json("application/json;x=\"a, text/plain\"");
  expect_prometheus("text/plain;x=\"a;q=0\\\";q=0\"");
}

TEST(FiguresFormat, InvalidRangesAreIgnored) {
  expect_json("text");
  expect_json("text/");
  expect_json("/plain");
  expect_json("*/plain");
  for (const char* weight : {"", "2", "1.1", "-1", "0,5", "0.1234", ".5", "x", "0x1", "1e0"}) {
    expect_json("text/plain;q=" + std::string{weight});
  }
  expect_prometheus(",, text , text/plain;q=1., ;;");
}

TEST(FiguresFormat, HasItsContentType) {
  EXPECT_EQ(content_type(FiguresFormat::json), "application/json");
  EXPECT_EQ(content_type(FiguresFormat::prometheus), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(content_type(FiguresFormat::open_metrics),
            "application/openmetrics-text; version=1.0.0; charset=utf-8");
}

}  // namespace
}  // namespace rrlb
