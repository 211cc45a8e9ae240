#include "daemon/admin/api.h"

#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "common/base/counted.h"
#include "common/config/check.h"
#include "common/config/nearest.h"
#include "common/config/view.h"
#include "common/contract/backend_path.h"
#include "common/contract/json_depth.h"
#include "common/program/config_file.h"
#include "daemon/admin/backend_view.h"

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kJson = "application/json";

Moment now() { return {Clock::now(), std::chrono::system_clock::now()}; }

HttpAnswer answer(int status, const Json& json) {
  return {status,
          kJson,
          json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n",
          {{"Cache-Control", "no-store"}}};
}

HttpAnswer problem(int status, const std::string& text) {
  return answer(status, {{"problem", text}});
}

std::optional<Wanted> state_for(const std::string& action) {
  if (action == "drain") return Wanted::draining;
  if (action == "enable") return Wanted::enabled;
  if (action == "disable") return Wanted::disabled;
  return std::nullopt;
}

}  // namespace

// The body of a request that changes something: its members, each taken once; what is wrong with
// it, and what nobody took.
struct AdminApi::Call {
  explicit Call(const HttpRequest& request) {
    read(request.body.empty() ? "{}" : request.body);
    origin.when = now().wall;
    const std::string claimed = text("who");
    origin.who = claimed.empty() || claimed == request.user ? request.user
                                                            : claimed + " (" + request.user + ")";
    origin.why = text("why");
    if (const std::string until = text("until"); !until.empty()) {
      ParsedUntil parsed = parse_until(until, origin.when);
      origin.until = parsed.until;
      if (complaint.empty()) complaint = parsed.problem;
    }
  }

  void read(const std::string& text) {
    if (nested_too_deep(text)) {
      complaint = "the body is nested too deeply";
      return;
    }
    Json parsed = Json::parse(text, nullptr, false);
    if (parsed.is_object()) {
      body = std::move(parsed);
    } else {
      complaint = "the body must be a JSON object";
    }
  }

  // "" if it is missing or null.
  std::string text(const char* name) {
    const auto member = body.find(name);
    if (member == body.end()) return {};
    std::string value;
    constexpr std::size_t kLongest = 1024;
    if (member->is_string()) {
      value = member->get<std::string>();
      if (value.size() > kLongest) {
        if (complaint.empty()) complaint = std::string{name} + " must have at most 1024 bytes";
        value.clear();
      }
    } else if (!member->is_null() && complaint.empty()) {
      complaint = std::string{name} + " must be a text";
    }
    body.erase(member);
    return value;
  }

  // None if it is missing or null.
  std::optional<std::uint64_t> weight() {
    const auto member = body.find("weight");
    if (member == body.end()) return std::nullopt;
    const Json value = *member;
    body.erase(member);
    if (value.is_null()) return std::nullopt;
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() < 1 ||
        value.get<std::uint64_t>() > 256) {
      if (complaint.empty()) complaint = "weight must be 1..256, got " + value.dump();
      return std::nullopt;
    }
    return value.get<std::uint64_t>();
  }

  // To be asked when all was taken; "" if nothing is wrong.
  std::string wrong() const {
    if (!complaint.empty() || body.empty()) return complaint;
    return "unknown member \"" + body.begin().key() + "\"";
  }

  Json body = Json::object();
  OverrideOrigin origin;
  std::string complaint;
};

AdminApi::AdminApi(HttpServer& server, Parts parts) : parts_{std::move(parts)} {
  server.route("GET", "/api/backends", [this](const HttpRequest&) { return all_backends(); });
  server.route("POST", "/api/backends",
               [this](const HttpRequest& request) { return add(request); });
  server.route("GET", "/api/backends/*", [this](const HttpRequest& request) {
    const auto [name, action] = name_and_action(request.path);
    return action.empty() ? one_backend(name) : problem(404, "nothing is here: " + request.path);
  });
  server.route("DELETE", "/api/backends/*",
               [this](const HttpRequest& request) { return remove(request); });
  server.route("POST", "/api/backends/*",
               [this](const HttpRequest& request) { return want_state(request); });
  server.route("PUT", "/api/backends/*",
               [this](const HttpRequest& request) { return want_weight(request); });
  server.route("POST", "/api/reload", [this](const HttpRequest&) { return reload(); });
  server.route("GET", "/api/diff", [this](const HttpRequest&) { return diff(); });
  server.route_later(
      "POST", "/api/alerts/test",
      [this](const HttpRequest&, const HttpServer::Reply& reply) { test_alerts(reply); });
  server.route("GET", "/api/config", [this](const HttpRequest&) { return config(); });
  server.route("GET", "/api/events", [this](const HttpRequest& request) {
    std::uint64_t after = 0;
    constexpr std::string_view kName = "after=";
    if (request.query.starts_with(kName)) {
      std::from_chars(request.query.data() + kName.size(),
                      request.query.data() + request.query.size(), after);
    }
    return HttpAnswer{
        200, kJson, parts_.events.json_after(after) + "\n", {{"Cache-Control", "no-store"}}};
  });
}

bool AdminApi::exists(const std::string& name) const { return parts_.roster.find(name) != nullptr; }

HttpAnswer AdminApi::unknown(const std::string& name) const {
  std::vector<std::string_view> names;
  for (const auto& entry : parts_.roster.entries()) names.push_back(entry.config.name);
  const std::string_view near = nearest(name, names);
  return problem(404, "no backend \"" + name + "\"" +
                          (near.empty() ? "" : " (did you mean \"" + std::string{near} + "\"?)"));
}

HttpAnswer AdminApi::all_backends() const {
  Json all = Json::array();
  for (std::size_t i = 0; i < parts_.roster.size(); ++i) {
    all.push_back(
        backend_view(parts_.roster, i, parts_.running.file(), parts_.running.overrides(), now()));
  }
  return answer(200, {{"backends", all}});
}

HttpAnswer AdminApi::one_backend(const std::string& name) const {
  for (std::size_t i = 0; i < parts_.roster.size(); ++i) {
    if (parts_.roster.entries()[i].upstream->name() != name) continue;
    return answer(200, backend_view(parts_.roster, i, parts_.running.file(),
                                    parts_.running.overrides(), now()));
  }
  return unknown(name);
}

HttpAnswer AdminApi::done(const std::string& hindrance, const std::string& name) const {
  return hindrance.empty() ? one_backend(name) : problem(409, hindrance);
}

HttpAnswer AdminApi::want_state(const HttpRequest& request) {
  const auto [name, action] = name_and_action(request.path);
  const std::optional<Wanted> state = state_for(action);
  if (!state) return problem(404, "nothing is here: " + request.path);
  if (!exists(name)) return unknown(name);
  Call call{request};
  if (const std::string wrong = call.wrong(); !wrong.empty()) return problem(422, wrong);
  return done(parts_.running.want_state(name, *state, call.origin), name);
}

HttpAnswer AdminApi::want_weight(const HttpRequest& request) {
  const auto [name, action] = name_and_action(request.path);
  if (action != "weight") return problem(404, "nothing is here: " + request.path);
  if (!exists(name)) return unknown(name);
  Call call{request};
  const bool given = call.body.contains("weight");
  const std::optional<std::uint64_t> weight = call.weight();
  if (const std::string wrong = call.wrong(); !wrong.empty()) return problem(422, wrong);
  if (!given) return problem(422, "weight is missing: 1..256, or null for the file's");
  return done(weight ? parts_.running.want_weight(name, *weight, call.origin)
                     : parts_.running.want_files_weight(name, call.origin.who),
              name);
}

HttpAnswer AdminApi::add(const HttpRequest& request) {
  Call call{request};
  const std::string url = call.text("url");
  const std::string name = call.text("name");
  const std::optional<std::uint64_t> weight = call.weight();
  if (const std::string wrong = call.wrong(); !wrong.empty()) return problem(422, wrong);
  // The same rules as in a file, by the same code.
  const auto toml_text = [](const std::string& text) { return Json(text).dump(); };
  std::string table;
  try {
    table = "[[backend]]\nurl = " + toml_text(url) +
            (name.empty() ? "" : "\nname = " + toml_text(name)) + "\n";
  } catch (const Json::exception&) {  // bytes that are not UTF-8
    return problem(422, "url and name must be UTF-8");
  }
  const ParsedConfig parsed = parse_config({{"", table, true}});
  if (!parsed.problems.empty()) return problem(422, parsed.problems.front().message);
  BackendConfig backend = parsed.config.backends.front();
  backend.weight = weight.value_or(1);
  backend.place = {};
  if (exists(backend.name)) {
    return problem(409, "backend \"" + backend.name + "\" is there already");
  }
  // Removed, but in the file: it is that one, or none.
  for (const BackendConfig& known : parts_.running.file().backends) {
    if (known.name == backend.name && known.url != backend.url) {
      return problem(409, "backend \"" + known.name +
                              "\" is in the file with another url: " + known.url.text());
    }
  }
  Config all = parts_.running.effective();
  all.backends.push_back(backend);
  for (const ConfigConflict& conflict : check_config(all)) return problem(409, conflict.message);
  return done(parts_.running.add(backend, weight, call.origin), backend.name);
}

HttpAnswer AdminApi::remove(const HttpRequest& request) {
  const auto [name, action] = name_and_action(request.path);
  if (!action.empty()) return problem(404, "nothing is here: " + request.path);
  if (!exists(name)) return unknown(name);
  Call call{request};
  if (const std::string wrong = call.wrong(); !wrong.empty()) return problem(422, wrong);
  const std::string hindrance = parts_.running.remove(name, call.origin);
  if (!hindrance.empty()) return problem(409, hindrance);
  return answer(200, {{"removed", name}});
}

namespace {

HttpAnswer refused(const std::vector<Problem>& problems, const std::string& file) {
  Json lines = Json::array();
  for (const Problem& one : problems) lines.push_back(headline(one));
  return answer(
      422, {{"problem", counted(problems.size(), "problem") + " in " + file}, {"problems", lines}});
}

}  // namespace

HttpAnswer AdminApi::reload() {
  const std::size_t before = parts_.roster.size();
  const std::vector<Problem> problems = parts_.reload();
  if (!problems.empty()) return refused(problems, parts_.running.config_file());
  return answer(200, {{"backends", parts_.roster.size()},
                      {"before", before},
                      {"notes", parts_.restart_needed(parts_.running.file())}});
}

HttpAnswer AdminApi::diff() const {
  const ParsedConfig loaded = load_config(parts_.running.config_file());
  if (!loaded.problems.empty()) return refused(loaded.problems, parts_.running.config_file());
  Overrides overrides = parts_.running.overrides();
  Json changes = config_changes(parts_.running.parsed_file(), loaded);
  for (const EndedOverride& one : overrides.end(loaded.config, now().wall))
    changes.push_back(one.line);
  return answer(200, {{"changes", changes},
                      {"cuts", Json::array()},
                      {"notes", parts_.restart_needed(loaded.config)}});
}

HttpAnswer AdminApi::config() const {
  const auto operators = [this](const ShownKey& key) -> std::optional<Override> {
    for (const Override& entry : parts_.running.overrides().all()) {
      const bool about =
          key.section == "backend \"" + entry.backend + "\"" && key.key == to_string(entry.key);
      if (about) return entry;
    }
    return std::nullopt;
  };
  Json keys = Json::array();
  for (const ShownKey& key : show_config(parts_.running.parsed_file())) {
    std::string value = key.value;
    std::string from = key.from;
    if (const auto entry = operators(key)) {
      value = entry->key == OverrideKey::state ? '"' + entry->value() + '"' : entry->value();
      from = "operator " + entry->origin.who + ", " + format_rfc3339(entry->origin.when);
    }
    keys.push_back({{"section", key.section}, {"key", key.key}, {"value", value}, {"from", from}});
  }
  for (const Override& entry : parts_.running.overrides().all()) {
    if (entry.key != OverrideKey::added && entry.key != OverrideKey::removed) continue;
    keys.push_back(
        {{"section", "backend \"" + entry.backend + "\""},
         {"key", to_string(entry.key)},
         {"value", entry.key == OverrideKey::added ? '"' + entry.url + '"' : "true"},
         {"from", "operator " + entry.origin.who + ", " + format_rfc3339(entry.origin.when)}});
  }
  return answer(200, {{"file", parts_.running.config_file()}, {"keys", keys}});
}

void AdminApi::test_alerts(const HttpServer::Reply& reply) {
  if (!parts_.alerts.any()) {
    return reply(problem(409, "no alerts are configured ([alerts] exec, webhook)"));
  }
  parts_.alerts.test([reply](const std::vector<AlertTestResult>& results) {
    Json all = Json::array();
    for (const AlertTestResult& one : results) {
      all.push_back({{"target", one.target}, {"ok", one.ok}, {"detail", one.detail}});
    }
    reply(answer(200, {{"results", all}}));
  });
}

}  // namespace rrlb
