#include "daemon/balance/overrides/overrides.h"

#include <gtest/gtest.h>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

using made::backend;
using made::kThen;
using std::chrono::hours;

Config file_with(std::vector<BackendConfig> backends) {
  Config config;
  config.backends = std::move(backends);
  return config;
}

OverrideOrigin by_alice(std::optional<WallTime> until = {}) {
  return {"alice", kThen, "new disks", until};
}

std::string ended(Overrides& overrides, const Config& file, WallTime now = kThen) {
  std::string lines;
  for (const EndedOverride& one : overrides.end(file, now)) lines += one.line + "\n";
  return lines;
}

TEST(Overrides, AreAppliedToTheFile) {
  const Config file = file_with({backend("a", 5001), backend("b", 5002), backend("c", 5003)});
  Overrides overrides;
  EXPECT_TRUE(overrides.want_state(file, "a", Wanted::draining, by_alice()));
  EXPECT_TRUE(overrides.want_weight(file, "b", 7, by_alice()));
  overrides.remove(file, "c", by_alice());
  overrides.add(backend("d", 5004, 3), by_alice());
  EXPECT_TRUE(overrides.want_weight(file, "d", 9, by_alice()));
  const Config now = overrides.applied_to(file);
  ASSERT_EQ(now.backends.size(), 3U);
  EXPECT_EQ(now.backends[0].state, Wanted::draining);
  EXPECT_EQ(now.backends[1].weight, 7U);
  EXPECT_EQ(now.backends[2].name, "d");
  EXPECT_EQ(now.backends[2].url.text(), "http://127.0.0.1:5004");
  EXPECT_EQ(now.backends[2].weight, 9U);
  EXPECT_EQ(ended(overrides, file), "");
}

TEST(Overrides, SettingTheFilesValueRemovesTheOverride) {
  const Config file = file_with({backend("a", 5001, 2)});
  Overrides overrides;
  EXPECT_FALSE(overrides.want_state(file, "a", Wanted::enabled, by_alice()));
  EXPECT_TRUE(overrides.want_state(file, "a", Wanted::disabled, by_alice()));
  EXPECT_FALSE(overrides.want_state(file, "a", Wanted::enabled, by_alice()));
  EXPECT_TRUE(overrides.want_weight(file, "a", 5, by_alice()));
  EXPECT_FALSE(overrides.want_weight(file, "a", 2, by_alice()));
  EXPECT_TRUE(overrides.all().empty());
}

TEST(Overrides, ALaterOneReplacesAnEarlierOneOfTheSameKey) {
  const Config file = file_with({backend("a", 5001)});
  Overrides overrides;
  overrides.want_weight(file, "a", 5, by_alice());
  overrides.want_weight(file, "a", 6, by_alice());
  overrides.want_state(file, "a", Wanted::draining, by_alice());
  const auto of_a = overrides.by_backend().at("a");
  ASSERT_EQ(of_a.size(), 2U);
  EXPECT_EQ(of_a[0]->value(), "6");
  EXPECT_EQ(of_a[1]->value(), "draining");
}

TEST(Overrides, YieldToAnEditOfTheFilesValue) {
  Overrides overrides;
  overrides.want_weight(file_with({backend("a", 5001)}), "a", 5, by_alice());
  overrides.want_state(file_with({backend("a", 5001)}), "a", Wanted::draining, by_alice());
  EXPECT_EQ(ended(overrides, file_with({backend("a", 5001, 3)})),
            "backend \"a\": override weight 5 (alice, 2027-01-15T08:00:00.000Z) ends: the "
            "file's weight was edited, 1 -> 3\n");
  ASSERT_EQ(overrides.all().size(), 1U);  // the state was not edited
  BackendConfig disabled = backend("a", 5001, 3);
  disabled.state = Wanted::disabled;
  EXPECT_EQ(ended(overrides, file_with({disabled})),
            "backend \"a\": override state draining (alice, 2027-01-15T08:00:00.000Z) ends: "
            "the file's state was edited, enabled -> disabled\n");
}

TEST(Overrides, EndWithTheirTime) {
  const Config file = file_with({backend("a", 5001)});
  Overrides overrides;
  overrides.want_weight(file, "a", 5, by_alice(kThen + hours{5}));
  overrides.want_state(file, "a", Wanted::draining, by_alice(kThen + hours{2}));
  EXPECT_EQ(overrides.next_end(), kThen + hours{2});
  EXPECT_EQ(ended(overrides, file, kThen + hours{2} - Milliseconds{1}), "");
  EXPECT_EQ(ended(overrides, file, kThen + hours{2}),
            "backend \"a\": override state draining (alice, 2027-01-15T08:00:00.000Z) ends: "
            "it was until 2027-01-15T10:00:00.000Z\n");
  EXPECT_EQ(overrides.next_end(), kThen + hours{5});
}

TEST(Overrides, EndWithTheirBackend) {
  Overrides overrides;
  overrides.want_weight(file_with({backend("a", 5001)}), "a", 5, by_alice());
  EXPECT_EQ(ended(overrides, file_with({})),
            "backend \"a\": override weight 5 (alice, 2027-01-15T08:00:00.000Z) ends: the "
            "backend is gone from the file\n");
}

TEST(Overrides, AnAddedBackendYieldsToTheFiles) {
  const Config none = file_with({});
  Overrides overrides;
  overrides.add(backend("a", 5001), by_alice());
  overrides.want_state(none, "a", Wanted::draining, by_alice());
  EXPECT_EQ(ended(overrides, none), "");
  Overrides other = overrides;
  EXPECT_EQ(ended(overrides, file_with({backend("a", 5001)})),
            "backend \"a\": override added (alice, 2027-01-15T08:00:00.000Z) ends: the "
            "file has it now\n"
            "backend \"a\": override state draining (alice, 2027-01-15T08:00:00.000Z) ends: "
            "the file's state was edited\n");
  EXPECT_EQ(ended(other, file_with({backend("b", 5001)})),
            "backend \"a\": override added (alice, 2027-01-15T08:00:00.000Z) ends: the "
            "file has its url now\n"
            "backend \"a\": override state draining (alice, 2027-01-15T08:00:00.000Z) ends: "
            "the backend is gone from the file\n");
}

TEST(Overrides, ARemovedBackendIsBackWhenItsTableIsEdited) {
  const Config file = file_with({backend("a", 5001)});
  Overrides overrides;
  overrides.want_weight(file, "a", 5, by_alice());
  overrides.remove(file, "a", by_alice());
  EXPECT_EQ(overrides.all().size(), 1U);
  EXPECT_TRUE(overrides.applied_to(file).backends.empty());
  EXPECT_EQ(ended(overrides, file), "");
  EXPECT_EQ(ended(overrides, file_with({backend("a", 5009)})),
            "backend \"a\": override removed (alice, 2027-01-15T08:00:00.000Z) ends: its "
            "table in the file was edited\n");
}

TEST(Overrides, AnotherNameForAUrlOfARemovedBackendHolds) {
  const Config file = file_with({backend("a", 5001), backend("b", 5002)});
  Overrides overrides;
  overrides.remove(file, "b", by_alice());
  overrides.add(backend("new", 5002), by_alice());
  EXPECT_EQ(ended(overrides, file), "");
  EXPECT_EQ(overrides.applied_to(file).backends.size(), 2U);
}

TEST(Overrides, RemovingAnAddedBackendLeavesNoOverride) {
  Overrides overrides;
  overrides.add(backend("a", 5001), by_alice());
  overrides.remove(file_with({}), "a", by_alice());
  EXPECT_TRUE(overrides.all().empty());
}

TEST(Overrides, AreReadBackAsTheyWereWritten) {
  const Config file = file_with({backend("a", 5001), backend("c", 5003)});
  Overrides overrides;
  overrides.want_state(file, "a", Wanted::disabled, by_alice(kThen + hours{1}));
  overrides.want_weight(file, "a", 256, by_alice());
  overrides.add(backend("d", 5004, 3), by_alice());
  overrides.remove(file, "c", by_alice());
  Overrides read;
  EXPECT_EQ(read.read_json(overrides.to_json()), "");
  EXPECT_EQ(read, overrides);
  EXPECT_EQ(read.all()[0].origin.until, kThen + hours{1});
}

TEST(Overrides, WrittenByAnEarlierVersionAreRead) {
  Overrides overrides;
  EXPECT_EQ(overrides.read_json(R"({"version": 1, "wishes": [
      {"backend": "a", "key": "weight", "weight": 5, "who": "alice",
       "when": "2027-01-15T08:00:00Z", "why": "", "until": null, "file_said": "1"}]})"),
            "");
  ASSERT_EQ(overrides.all().size(), 1U);
  EXPECT_EQ(overrides.all()[0].value(), "5");
  EXPECT_NE(overrides.to_json().find("\"overrides\""), std::string::npos);
}

// Only a loop over all overrides for each of them makes this test take minutes.
TEST(Overrides, OfAWholePoolEndInTimeLinearInTheirNumber) {
  std::string json = R"({"version":1,"overrides":[)";
  std::vector<BackendConfig> backends;
  for (int i = 0; i < 10'000; ++i) {
    const std::string name = "web" + std::to_string(i);
    backends.push_back(backend(name, static_cast<std::uint16_t>(5000 + i), 3));
    json += std::string{i == 0 ? "" : ","} + R"({"backend":")" + name +
            R"(","key":"weight","weight":5,"who":"x","when":"2027-01-15T08:00:00Z",)" +
            R"("file_said":"1"})";
  }
  Overrides overrides;
  ASSERT_EQ(overrides.read_json(json + "]}"), "");
  EXPECT_EQ(overrides.end(file_with(backends), kThen).size(), 10'000U);
  EXPECT_TRUE(overrides.all().empty());
}

TEST(Overrides, HoldNoControlCharacters) {
  const Config file = file_with({backend("a", 5001)});
  Overrides overrides;
  overrides.want_weight(file, "a", 5, {"al\nice", kThen, std::string(300, '\x1b'), {}});
  EXPECT_EQ(overrides.all()[0].origin.who, "al\\x0aice");
  EXPECT_EQ(overrides.all()[0].origin.why.size(), 256U);
  EXPECT_TRUE(overrides.all()[0].origin.why.starts_with("\\x1b\\x1b"));
}

TEST(Overrides, OfAHostileFileAreNotRead) {
  const Config file = file_with({backend("a", 5001)});
  Overrides overrides;
  overrides.want_weight(file, "a", 5, by_alice());
  const std::string good = overrides.to_json();
  const auto with = [](const std::string& entry) {
    return R"({"version":1,"overrides":[)" + entry + "]}";
  };
  const std::string who = R"("who":"x","when":"2027-01-15T08:00:00Z")";
  for (const auto& [text, problem] : std::vector<std::pair<std::string, std::string>>{
           {"", "not a JSON object"},
           {"[]", "not a JSON object"},
           {std::string(10'000, '['), "not a JSON object"},
           {"{}", "not of version 1"},
           {R"({"version":2,"overrides":[]})", "not of version 1"},
           {R"({"version":1})", "overrides: expected a list"},
           {with("1"), "overrides[0]: not an override"},
           {with(R"({"backend":"a","key":"state","state":"x",)" + who + "}"),
            "overrides[0]: not an override"},
           {with(R"({"backend":"a","key":"weight","weight":0,)" + who + "}"),
            "overrides[0]: not an override"},
           {with(R"({"backend":"a","key":"weight","weight":-1,)" + who + "}"),
            "overrides[0]: not an override"},
           {with(R"({"backend":"a","key":"weight","weight":1e3,)" + who + "}"),
            "overrides[0]: not an override"},
           {with(R"({"backend":"a","key":"added","weight":1,"url":"ftp://x",)" + who + "}"),
            "overrides[0]: not an override"},
           {with(R"({"backend":7,"key":"removed",)" + who + "}"), "overrides[0]: not an override"},
           {with(R"({"backend":"a","key":"removed","until":"soon",)" + who + "}"),
            "overrides[0]: not an override"},
           {with(R"({"backend":"a","key":"removed","who":"x","when":"never"})"),
            "overrides[0]: not an override"}}) {
    EXPECT_EQ(overrides.read_json(text), problem) << text;
    EXPECT_EQ(overrides.to_json(), good);
  }
}

TEST(Until, IsALengthOrATime) {
  EXPECT_EQ(parse_until("2h", kThen).until, kThen + hours{2});
  EXPECT_EQ(parse_until("2027-01-15T10:00:00Z", kThen).until, kThen + hours{2});
}

TEST(Until, RefusesAnythingElse) {
  const std::string expected =
      "until must be a duration like \"30m\" or \"2h\", or a time like \"2026-11-23T18:00:00Z\"";
  for (const char* text : {"", "tomorrow", "0s", "-2h", "2027-01-15"}) {
    EXPECT_EQ(parse_until(text, kThen).problem, expected) << text;
  }
  EXPECT_EQ(parse_until("2027-01-15T08:00:00Z", kThen).problem, "until must be in the future");
  EXPECT_EQ(parse_until("2028-01-16T08:00:00Z", kThen).problem, "until must be within a year");
  EXPECT_EQ(parse_until("8761h", kThen).problem, "until must be within a year");
}

}  // namespace
}  // namespace rrlb
