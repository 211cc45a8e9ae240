// What the Admin API says, read out of its JSON.
//
// Whoever is on call may have an older or a newer balancer before them: a member that is not known
// is ignored, and one that is missing or of another type is as if nothing were known of it: an
// empty text, no value, an empty list. Only an answer that is no JSON object at all is none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb::api {

// GET /stats
struct Balancer {
  std::string version;
  std::optional<std::uint64_t> uptime_seconds;
  std::string mode;
  std::string algorithm;
  std::optional<std::uint64_t> requests;
  std::optional<std::uint64_t> in_flight;
  std::optional<double> cpu_percent;
  std::optional<double> ram_mb;
  bool panic = false;
};

struct BackendStats {
  std::string name;
  std::string url;
  std::string status;
  std::string since;
  std::optional<std::uint64_t> weight;
  std::optional<double> effective_weight;
  std::string weight_why;
  std::optional<std::uint64_t> requests;
  std::optional<std::uint64_t> in_flight;
  std::optional<std::uint64_t> failures;
  std::optional<double> p99_ms;
  std::optional<double> cpu_percent;
  std::string probe_failure;  // what the last probe found, if it failed
};

struct Stats {
  std::string time;
  Balancer balancer;
  std::vector<BackendStats> backends;
};

// GET /api/backends
struct FileLayer {
  std::string state;
  std::optional<std::uint64_t> weight;
  std::string place;
};

struct Override {
  std::string key;
  std::string value;  // as text, whatever it is in JSON
  std::string who;
  std::string when;
  std::string why;
  std::string until;
};

struct NowLayer {
  std::string state;
  std::optional<std::uint64_t> weight;
  std::optional<double> effective_weight;
  std::string weight_why;
  std::optional<std::uint64_t> in_flight;
  std::optional<std::uint64_t> requests;
  std::optional<double> share;  // 0..1
};

struct Circuit {
  std::optional<std::uint64_t> consecutive_failures;
  std::optional<double> failure_rate;
  std::optional<std::uint64_t> ejections;
  std::string ejected_until;
};

struct Backend {
  std::string name;
  std::string url;
  std::string status;
  std::string since;
  std::string reason;
  std::optional<FileLayer> file;
  std::vector<Override> overrides;
  NowLayer now;
  Circuit circuit;
  std::string last_probe;  // its detail
  std::vector<std::string> explain;
};

// POST /api/reload, GET /api/diff
struct Reload {
  std::optional<std::uint64_t> backends;
  std::optional<std::uint64_t> before;
  std::vector<std::string> changes;
  std::vector<std::string> cuts;
  std::vector<std::string> notes;
};

// GET /api/config
struct Key {
  std::string section;
  std::string key;
  std::string value;
  std::string from;
};

struct Keys {
  std::string file;
  std::vector<Key> keys;
};

// GET /api/events
struct Event {
  std::uint64_t number = 0;
  std::string time;
  std::string level;
  std::string kind;
  std::string backend;
  std::string message;
};

struct Events {
  std::uint64_t newest = 0;
  std::vector<Event> events;
};

// POST /api/alerts/test
struct AlertResult {
  std::string target;
  bool ok = false;
  std::string detail;
};

// Any answer of 4xx or 5xx
struct Refusal {
  std::string problem;
  std::vector<std::string> problems;
};

std::optional<Stats> read_stats(std::string_view json);
std::optional<std::vector<Backend>> read_backends(std::string_view json);
std::optional<Backend> read_backend(std::string_view json);
std::optional<Reload> read_reload(std::string_view json);
std::optional<Keys> read_keys(std::string_view json);
std::optional<Events> read_events(std::string_view json);
std::optional<std::vector<AlertResult>> read_alert_results(std::string_view json);
std::optional<Refusal> read_refusal(std::string_view json);

// The same JSON indented, or in one line; nothing if it is none. All but ASCII is escaped, so that
// a terminal is safe from it.
std::optional<std::string> indented(std::string_view json);
std::optional<std::string> in_one_line(std::string_view json);

// The members of the list "events", each in one line.
std::vector<std::string> event_lines(std::string_view json);

// The same answer with only so many of its events, the newest.
std::string with_last_events(std::string_view json, std::size_t most);

}  // namespace rrlb::api
