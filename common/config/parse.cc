#include "common/config/parse.h"

#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/config/check.h"
#include "common/config/keys.h"
#include "common/config/nearest.h"

namespace rrlb {
namespace {

std::string source_line(std::string_view text, unsigned line) {
  for (unsigned i = 1; i < line; ++i) {
    const size_t newline = text.find('\n');
    if (newline == std::string_view::npos) return {};
    text.remove_prefix(newline + 1);
  }
  std::string_view found = text.substr(0, text.find('\n'));
  if (found.ends_with('\r')) found.remove_suffix(1);
  constexpr size_t kShown = 200;
  return std::string{found.substr(0, kShown)};
}

OtherType other_type(const toml::node& node) {
  if (node.is_table()) return {"a table"};
  if (node.is_array()) return {"a list of other things"};
  if (node.is_floating_point()) return {"a fraction"};
  return {"a date or time"};
}

Value value_of(const toml::node& node) {
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* truth = node.as_boolean()) return truth->get();
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* list = node.as_array()) {
    TextList texts;
    for (const toml::node& element : *list) {
      const auto* text = element.as_string();
      if (text == nullptr) return other_type(node);
      texts.push_back(text->get());
    }
    return texts;
  }
  return other_type(node);
}

template <typename Section>
std::vector<std::string_view> names_of(const Keys<Section>& keys) {
  std::vector<std::string_view> names;
  for (const auto& key : keys) names.push_back(key.name);
  return names;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
  const std::string_view near = nearest(word, known);
  return near.empty() ? "" : " (did you mean \"" + std::string{near} + "\"?)";
}

// toml++'s words without its "Error while parsing ...: ", and with a hint at the usual slip.
std::string syntax_complaint(std::string_view description) {
  const bool bare_value =
      description.find("parsing value: could not determine") != description.npos ||
      description.find("integer: expected digit") != description.npos;
  constexpr std::string_view kPrefix = "Error while parsing ";
  if (description.starts_with(kPrefix)) {
    description.remove_prefix(std::min(description.find(": "), description.size() - 2) + 2);
  }
  std::string words{description};
  if (!words.empty() && words[0] >= 'A' && words[0] <= 'Z')
    words[0] = static_cast<char>(words[0] + 32);
  return "not TOML: " + words + (bare_value ? " (texts, durations and sizes stand in quotes)" : "");
}

// Reads one file into the config.
class FileReader {
 public:
  FileReader(const SourceText& source, ParsedConfig& result) : source_{source}, result_{result} {}

  void read() {
    try {
      const toml::table root = toml::parse(source_.text);
      for (const auto& [key, node] : root) read_top(key, node);
    } catch (const toml::parse_error& error) {
      complain(error.source().begin, syntax_complaint(error.description()));
    }
  }

 private:
  void complain(toml::source_position at, std::string message) {
    result_.problems.push_back({{source_.file, at.line, at.column},
                                std::move(message),
                                source_line(source_.text, at.line)});
  }

  void read_top(const toml::key& key, const toml::node& node) {
    const std::string_view name = key.str();
    Config& config = result_.config;
    if (name == to_string(SectionId::backend)) return read_backends(key, node);
    if (source_.backends_only) {
      return complain(key.source().begin, "\"" + std::string{name} +
                                              "\": only [[backend]] tables " +
                                              "may stand in a file of this folder");
    }
    const auto is = [name](SectionId section) { return name == to_string(section); };
    if (is(SectionId::balancer)) {
      return read_section(key, node, SectionId::balancer, balancer_keys(), config.balancer);
    }
    if (is(SectionId::health)) {
      return read_section(key, node, SectionId::health, health_keys(), config.health);
    }
    if (is(SectionId::outlier)) {
      return read_section(key, node, SectionId::outlier, outlier_keys(), config.outlier);
    }
    if (is(SectionId::sticky)) {
      return read_section(key, node, SectionId::sticky, sticky_keys(), config.sticky);
    }
    if (is(SectionId::proxy)) {
      return read_section(key, node, SectionId::proxy, proxy_keys(), config.proxy);
    }
    if (is(SectionId::dashboard)) {
      return read_section(key, node, SectionId::dashboard, dashboard_keys(), config.dashboard);
    }
    if (is(SectionId::log)) return read_section(key, node, SectionId::log, log_keys(), config.log);
    if (is(SectionId::alerts)) {
      return read_section(key, node, SectionId::alerts, alerts_keys(), config.alerts);
    }
    if (!node.is_table() && !node.is_array_of_tables()) {
      return complain(key.source().begin,
                      "\"" + std::string{name} + "\" stands outside of any section");
    }
    complain(key.source().begin,
             "unknown section \"" + std::string{name} + "\"" + did_you_mean(name, section_names()));
  }

  template <typename Section>
  void read_section(const toml::key& key, const toml::node& node, SectionId id,
                    const Keys<Section>& keys, Section& section) {
    const std::string name{to_string(id)};
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      return complain(key.source().begin, name + " must be a section, written [" + name + "]");
    }
    read_keys(*table, keys, section, name + ".", result_.written[id]);
  }

  void read_backends(const toml::key& key, const toml::node& node) {
    const toml::array* list = node.as_array();
    if (list == nullptr || !list->is_array_of_tables()) {
      if (list != nullptr && list->empty()) return;
      return complain(key.source().begin,
                      "backend must be a list of tables, each written [[backend]]");
    }
    for (const toml::node& element : *list) read_backend(*element.as_table());
  }

  void read_backend(const toml::table& table) {
    const toml::source_position at = table.source().begin;
    const size_t before = result_.problems.size();
    std::vector<WrittenKey> written;
    BackendConfig backend;
    backend.place = {source_.file, at.line, at.column};
    // A complaint names the backend, if it has a name to be called by.
    const std::string named = table["name"].value_or(std::string{});
    const std::string called = named.empty() ? "backend" : "backend " + describe(named);
    read_keys(table, backend_keys(), backend, called + ": ", written);
    if (!table.contains("url")) complain(at, called + ": url is missing");
    if (result_.problems.size() != before) return;
    if (backend.name.empty()) {
      backend.name = backend.url.host + ":" + std::to_string(backend.url.port);
    }
    result_.written_backends[backend.name] = std::move(written);
    result_.config.backends.push_back(std::move(backend));
  }

  template <typename Section>
  void read_keys(const toml::table& table, const Keys<Section>& keys, Section& section,
                 const std::string& prefix, std::vector<WrittenKey>& written) {
    for (const auto& [key, node] : table) {
      const std::string_view name = key.str();
      const Key<Section>* known = nullptr;
      for (const auto& candidate : keys) {
        if (candidate.name == name) known = &candidate;
      }
      if (known == nullptr) {
        complain(key.source().begin, prefix_of_unknown(prefix) + "unknown key \"" +
                                         std::string{name} + "\"" +
                                         did_you_mean(name, names_of(keys)));
        continue;
      }
      const toml::source_position at = node.source().begin;
      const Value value = value_of(node);
      written.push_back({known->name, describe(value), {source_.file, at.line, at.column}});
      const std::string expected = known->set(section, value);
      if (expected.empty()) continue;
      complain(at,
               prefix + std::string{name} + " must be " + expected + ", got " + describe(value));
    }
  }

  // "balancer." names a key; before a whole sentence it reads "[balancer] ".
  static std::string prefix_of_unknown(const std::string& prefix) {
    return prefix.ends_with('.') ? "[" + prefix.substr(0, prefix.size() - 1) + "] " : prefix;
  }

  const SourceText& source_;
  ParsedConfig& result_;
};

Problem problem_of(const ConfigConflict& conflict, const ParsedConfig& parsed,
                   const std::vector<SourceText>& sources) {
  Problem problem{conflict.place, conflict.message, {}};
  // The first of the keys that is written; the others are defaults.
  for (auto key = conflict.keys.rbegin(); key != conflict.keys.rend(); ++key) {
    if (const WrittenKey* written = find_written(parsed, *key)) problem.place = written->place;
  }
  if (problem.place.file.empty()) problem.place.file = sources.front().file;
  for (const SourceText& source : sources) {
    if (source.file == problem.place.file && problem.place.line != 0) {
      problem.source_line = source_line(source.text, problem.place.line);
    }
  }
  return problem;
}

}  // namespace

ParsedConfig parse_config(const std::vector<SourceText>& sources) {
  ParsedConfig result;
  for (const SourceText& source : sources) FileReader{source, result}.read();
  for (const ConfigConflict& conflict : check_config(result.config)) {
    result.problems.push_back(problem_of(conflict, result, sources));
  }
  sort_by_place(result.problems);
  return result;
}

const WrittenKey* find_written(const ParsedConfig& parsed, const KeyId& key) {
  const auto section = parsed.written.find(key.section);
  if (section == parsed.written.end()) return nullptr;
  const auto found = std::find_if(section->second.begin(), section->second.end(),
                                  [&key](const WrittenKey& one) { return one.name == key.name; });
  return found == section->second.end() ? nullptr : &*found;
}

}  // namespace rrlb
