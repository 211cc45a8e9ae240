#include "common/config/keys.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/duration.h"
#include "common/base/printable.h"
#include "common/base/size.h"
#include "common/base/text.h"
#include "common/contract/limits.h"

namespace rrlb {
namespace {

template <typename Choice>
using Choices = std::vector<std::pair<std::string_view, Choice>>;

const Choices<Mode>& modes() {
  static const Choices<Mode> all{{"redirect", Mode::redirect}, {"proxy", Mode::proxy}};
  return all;
}
const Choices<HostRule>& host_rules() {
  static const Choices<HostRule> all{{"keep", HostRule::keep}, {"backend", HostRule::backend}};
  return all;
}
const Choices<Algorithm>& algorithms() {
  static const Choices<Algorithm> all{{"round_robin", Algorithm::round_robin},
                                      {"weighted_round_robin", Algorithm::weighted_round_robin},
                                      {"least_connections", Algorithm::least_connections},
                                      {"power_of_two", Algorithm::power_of_two},
                                      {"consistent_hash", Algorithm::consistent_hash}};
  return all;
}
const Choices<LoadFeedback>& load_feedbacks() {
  static const Choices<LoadFeedback> all{{"off", LoadFeedback::off}, {"cpu", LoadFeedback::cpu}};
  return all;
}
const Choices<Wanted>& wanted_states() {
  static const Choices<Wanted> all{
      {"enabled", Wanted::enabled}, {"draining", Wanted::draining}, {"disabled", Wanted::disabled}};
  return all;
}
const Choices<LogLevel>& log_levels() {
  static const Choices<LogLevel> all{{"debug", LogLevel::debug},
                                     {"info", LogLevel::info},
                                     {"warning", LogLevel::warning},
                                     {"error", LogLevel::error}};
  return all;
}

template <typename Choice>
std::string_view word_for(const Choices<Choice>& choices, Choice wanted) {
  for (const auto& [word, choice] : choices) {
    if (choice == wanted) return word;
  }
  return {};
}

std::string in_quotes(std::string_view text) { return '"' + std::string{text} + '"'; }

// The setters. Each returns "" or what it expected.

template <typename Section>
Setter<Section> whole_number(std::uint64_t Section::*member, std::int64_t least,
                             std::int64_t most) {
  return [=](Section& section, const Value& value) -> std::string {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number == nullptr || *number < least || *number > most) {
      return std::to_string(least) + ".." + std::to_string(most);
    }
    section.*member = static_cast<std::uint64_t>(*number);
    return {};
  };
}

template <typename Section>
Setter<Section> duration(Milliseconds Section::*member, Milliseconds least, Milliseconds most) {
  return [=](Section& section, const Value& value) -> std::string {
    const auto* text = std::get_if<std::string>(&value);
    const auto parsed = text != nullptr ? parse_duration(*text) : std::nullopt;
    if (!parsed) return "a duration like \"250ms\", \"2s\" or \"5m\"";
    if (*parsed < least || *parsed > most) {
      return in_quotes(format_duration(least)) + ".." + in_quotes(format_duration(most));
    }
    section.*member = *parsed;
    return {};
  };
}

// A percentage of which some values below `least` would be mistakes, but 0 switches it off.
template <typename Section>
Setter<Section> zero_or(std::uint64_t Section::*member, std::int64_t least, std::int64_t most) {
  return [=](Section& section, const Value& value) -> std::string {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number == nullptr || (*number != 0 && (*number < least || *number > most))) {
      return "0 or " + std::to_string(least) + ".." + std::to_string(most);
    }
    section.*member = static_cast<std::uint64_t>(*number);
    return {};
  };
}

template <typename Section>
Setter<Section> size(std::uint64_t Section::*member, std::uint64_t least, std::uint64_t most) {
  return [=](Section& section, const Value& value) -> std::string {
    const auto* text = std::get_if<std::string>(&value);
    const auto parsed = text != nullptr ? parse_size(*text) : std::nullopt;
    if (!parsed) return "a size like \"512B\", \"16KiB\" or \"1MiB\"";
    if (*parsed < least || *parsed > most) {
      return in_quotes(format_size(least)) + ".." + in_quotes(format_size(most));
    }
    section.*member = *parsed;
    return {};
  };
}

template <typename Section, typename Choice>
Setter<Section> one_of(Choice Section::*member, const Choices<Choice>& choices) {
  return [member, &choices](Section& section, const Value& value) -> std::string {
    std::string expected;
    for (const auto& [word, choice] : choices) {
      if (value == Value{std::string{word}}) {
        section.*member = choice;
        return {};
      }
      expected += (expected.empty() ? "" : " or ") + in_quotes(word);
    }
    return expected;
  };
}

template <typename Section>
Setter<Section> truth(bool Section::*member) {
  return [=](Section& section, const Value& value) -> std::string {
    const auto* given = std::get_if<bool>(&value);
    if (given == nullptr) return "true or false";
    section.*member = *given;
    return {};
  };
}

template <typename Section>
Setter<Section> networks(std::vector<Network> Section::*member) {
  return [=](Section& section, const Value& value) -> std::string {
    const auto* texts = std::get_if<TextList>(&value);
    std::vector<Network> parsed;
    for (const std::string& text : texts != nullptr ? *texts : TextList{}) {
      if (const auto network = parse_network(text)) parsed.push_back(*network);
    }
    if (texts == nullptr || parsed.size() != texts->size()) {
      return "a list of addresses or networks like \"10.0.0.1\", \"10.0.0.0/8\" or \"fd00::/8\"";
    }
    section.*member = std::move(parsed);
    return {};
  };
}

// A request path: "/" and printable characters, no query. `may_be_empty`: "" switches the thing
// off.
template <typename Section>
Setter<Section> request_path(std::string Section::*member, bool may_be_empty) {
  return [=](Section& section, const Value& value) -> std::string {
    const auto* text = std::get_if<std::string>(&value);
    const bool fits = text != nullptr && text->size() <= 1024 &&
                      (text->empty() ? may_be_empty : text->front() == '/') &&
                      std::all_of(text->begin(), text->end(), [](char c) {
                        return c > 0x20 && c < 0x7f && c != '#' && c != '?';
                      });
    const std::string example = Section{}.*member;  // the default
    if (!fits) return "a path like " + in_quotes(example) + (may_be_empty ? ", or \"\"" : "");
    section.*member = *text;
    return {};
  };
}

// An absolute path of a file, or "".
template <typename Section>
Setter<Section> file_path(std::string Section::*member) {
  return [=](Section& section, const Value& value) -> std::string {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || (!text->empty() && !text->starts_with('/')) || text->size() > 4095 ||
        text->find('\0') != std::string::npos) {
      return "an absolute path, or \"\"";
    }
    section.*member = *text;
    return {};
  };
}

// The name of a cookie or of a header field.
bool is_name(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  return is_token(text) && text.size() <= kLongest;
}

Setter<StickyConfig> cookie_name() {
  return [](StickyConfig& section, const Value& value) -> std::string {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || (!text->empty() && !is_name(*text))) {
      return "a cookie's name like \"rrlb\", or \"\"";
    }
    section.cookie = *text;
    return {};
  };
}

Setter<BalancerConfig> hash_on() {
  return [](BalancerConfig& section, const Value& value) -> std::string {
    using What = HashOn::What;
    const std::string expected = R"("client_address", "path", "header:NAME" or "cookie:NAME")";
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return expected;
    const std::size_t colon = text->find(':');
    const std::string kind = text->substr(0, colon);
    const std::string name = colon == std::string::npos ? "" : text->substr(colon + 1);
    if (*text == "client_address") {
      section.hash_on = {What::client_address, {}};
    } else if (*text == "path") {
      section.hash_on = {What::path, {}};
    } else if (kind == "cookie" && is_name(name)) {
      section.hash_on = {What::cookie, name};
    } else if (kind == "header" && is_name(name)) {
      section.hash_on = {What::header, lower_case(name)};
    } else {
      return expected;
    }
    return {};
  };
}

// Unlike a backend, whoever is told of alerts may be reached by https.
Setter<AlertsConfig> webhook() {
  return [](AlertsConfig& section, const Value& value) -> std::string {
    if (value == Value{std::string{}}) return {};  // the default: nobody
    const auto* text = std::get_if<std::string>(&value);
    section.webhook = text != nullptr ? parse_url(*text) : std::nullopt;
    return section.webhook ? "" : "a URL like \"https://example.com/alerts\", or \"\"";
  };
}

// A file system path that fits into a sockaddr_un (unix(7): 108 bytes with the closing NUL).
template <typename Section>
Setter<Section> socket_path(std::string Section::*member) {
  return [=](Section& section, const Value& value) -> std::string {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || !text->starts_with('/') || text->size() > 107 ||
        text->find('\0') != std::string::npos) {
      return "an absolute path of at most 107 bytes";
    }
    section.*member = *text;
    return {};
  };
}

constexpr std::string_view kListenExample =
    "an IP address and a port like \"0.0.0.0:5000\" or \"[::]:5000\"";

Setter<BalancerConfig> listen_addresses() {
  return [](BalancerConfig& section, const Value& value) -> std::string {
    const auto* texts = std::get_if<TextList>(&value);
    const std::string expected = "a list, each " + std::string{kListenExample};
    if (texts == nullptr || texts->empty()) return expected;
    std::vector<ListenAddress> addresses;
    for (const std::string& text : *texts) {
      const auto address = parse_listen_address(text);
      if (!address) return expected;
      addresses.push_back(*address);
    }
    section.listen = std::move(addresses);
    return {};
  };
}

template <typename Section>
Setter<Section> listen_address(ListenAddress Section::*member) {
  return [=](Section& section, const Value& value) -> std::string {
    const auto* text = std::get_if<std::string>(&value);
    const auto address = text != nullptr ? parse_listen_address(*text) : std::nullopt;
    if (!address) return std::string{kListenExample};
    section.*member = *address;
    return {};
  };
}

std::optional<Url> http_url(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  const auto url = text != nullptr ? parse_url(*text) : std::nullopt;
  return url && !url->https ? url : std::nullopt;
}

template <typename Section>
Setter<Section> plain_url(Url Section::*member) {
  return [=](Section& section, const Value& value) -> std::string {
    const auto url = http_url(value);
    if (!url) return "an http URL like \"http://127.0.0.1:5001\"";
    section.*member = *url;
    return {};
  };
}

Setter<BackendConfig> metrics_url() {
  return [](BackendConfig& section, const Value& value) -> std::string {
    if (value == Value{std::string{}}) return {};  // the default: ask the backend itself
    section.metrics_url = http_url(value);
    return section.metrics_url ? "" : "an http URL like \"http://web1:9100/metrics\", or \"\"";
  };
}

// Clients may be sent to https, where the balancer itself need not go.
Setter<BackendConfig> public_url() {
  return [](BackendConfig& section, const Value& value) -> std::string {
    if (value == Value{std::string{}}) return {};  // the default: the url
    const auto* text = std::get_if<std::string>(&value);
    section.public_url = text != nullptr ? parse_url(*text) : std::nullopt;
    return section.public_url ? "" : "a URL like \"https://web1.example.com\", or \"\"";
  };
}

// One, or several; each once.
Setter<DashboardConfig> balancer_urls() {
  return [](DashboardConfig& section, const Value& value) -> std::string {
    constexpr std::size_t kMost = 16;
    const std::string expected = "a list of 1 to 16 http URLs like \"http://127.0.0.1:5000\"";
    const auto* one = std::get_if<std::string>(&value);
    const auto* several = std::get_if<TextList>(&value);
    const TextList texts = one != nullptr       ? TextList{*one}
                           : several != nullptr ? *several
                                                : TextList{};
    if (texts.empty() || texts.size() > kMost) return expected;
    std::vector<Url> urls;
    for (const std::string& text : texts) {
      const auto url = http_url(text);
      if (!url || std::find(urls.begin(), urls.end(), *url) != urls.end()) return expected;
      urls.push_back(*url);
    }
    section.balancers = std::move(urls);
    return {};
  };
}

// A name as a browser writes it in Host, without the port.
Setter<DashboardConfig> host_names() {
  return [](DashboardConfig& section, const Value& value) -> std::string {
    const auto* texts = std::get_if<TextList>(&value);
    const auto is_host = [](const std::string& text) {
      return !text.empty() && text.size() <= 253 &&
             std::all_of(text.begin(), text.end(),
                         [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-'; });
    };
    if (texts == nullptr || !std::all_of(texts->begin(), texts->end(), is_host)) {
      return "a list of names like \"lb.example.com\"";
    }
    section.hosts = *texts;
    return {};
  };
}

Setter<BackendConfig> backend_name() {
  return [](BackendConfig& section, const Value& value) -> std::string {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || !is_backend_name(*text)) return backend_name_rule();
    section.name = *text;
    return {};
  };
}

// An origin as a browser sends it: scheme, host, port; no path, no wildcard (Fetch, section 3.2).
Setter<BalancerConfig> origins() {
  return [](BalancerConfig& section, const Value& value) -> std::string {
    const auto* texts = std::get_if<TextList>(&value);
    const auto is_origin = [](const std::string& text) {
      const auto url = parse_url(text);
      return url && url->path.empty() && !text.ends_with('/');
    };
    if (texts == nullptr || !std::all_of(texts->begin(), texts->end(), is_origin)) {
      return "a list of origins like \"http://dashboard:8000\"";
    }
    section.cors_origins = *texts;
    return {};
  };
}

constexpr Milliseconds kOneDay{24 * 3'600'000};

}  // namespace

std::string_view to_string(Mode mode) { return word_for(modes(), mode); }
std::string_view to_string(Algorithm algorithm) { return word_for(algorithms(), algorithm); }
std::string_view to_string(LogLevel level) { return word_for(log_levels(), level); }
std::string_view to_string(Wanted wanted) { return word_for(wanted_states(), wanted); }

const Keys<BalancerConfig>& balancer_keys() {
  using C = BalancerConfig;
  static const Keys<C> keys{
      {"listen", listen_addresses()},
      {"mode", one_of(&C::mode, modes())},
      {"algorithm", one_of(&C::algorithm, algorithms())},
      {"hash_on", hash_on()},
      {"hash_balance_factor", zero_or(&C::hash_balance_factor, 101, 1000)},
      {"load_feedback", one_of(&C::load_feedback, load_feedbacks())},
      {"workers", whole_number(&C::workers, 0, 256)},
      {"max_connections", whole_number(&C::max_connections, 0, 10'000'000)},
      {"drain_timeout", duration(&C::drain_timeout, Milliseconds{0}, kOneDay)},
      {"stats_path", request_path(&C::stats_path, true)},
      {"cors_origins", origins()},
      {"admin_socket", socket_path(&C::admin_socket)},
      {"state_file", file_path(&C::state_file)},
  };
  return keys;
}

const Keys<HealthConfig>& health_keys() {
  using C = HealthConfig;
  static const Keys<C> keys{
      {"interval", duration(&C::interval, Milliseconds{50}, kOneDay)},
      {"timeout", duration(&C::timeout, Milliseconds{10}, kOneDay)},
      {"path", request_path(&C::path, false)},
      {"metrics_path", request_path(&C::metrics_path, true)},
      {"rise", whole_number(&C::rise, 1, 100)},
      {"fall", whole_number(&C::fall, 1, 100)},
      {"slow_start", duration(&C::slow_start, Milliseconds{0}, kOneDay)},
      {"panic_threshold_percent", whole_number(&C::panic_threshold_percent, 0, 100)},
  };
  return keys;
}

const Keys<OutlierConfig>& outlier_keys() {
  using C = OutlierConfig;
  static const Keys<C> keys{
      {"consecutive_failures", whole_number(&C::consecutive_failures, 0, 1'000'000)},
      {"failure_rate_percent", whole_number(&C::failure_rate_percent, 0, 99)},
      {"minimum_requests", whole_number(&C::minimum_requests, 1, 1'000'000)},
      {"interval", duration(&C::interval, Milliseconds{100}, kOneDay)},
      {"ejection_time", duration(&C::ejection_time, Milliseconds{100}, kOneDay)},
      {"max_ejection_time", duration(&C::max_ejection_time, Milliseconds{100}, kOneDay)},
      {"max_ejected_percent", whole_number(&C::max_ejected_percent, 0, 100)},
  };
  return keys;
}

const Keys<StickyConfig>& sticky_keys() {
  using C = StickyConfig;
  static const Keys<C> keys{
      {"cookie", cookie_name()},
      {"key_file", file_path(&C::key_file)},
      {"max_age", duration(&C::max_age, Milliseconds{0}, 365 * kOneDay)},
      {"secure", truth(&C::secure)},
  };
  return keys;
}

const Keys<AlertsConfig>& alerts_keys() {
  using C = AlertsConfig;
  static const Keys<C> keys{
      {"exec", file_path(&C::exec)},
      {"webhook", webhook()},
      {"webhook_key_file", file_path(&C::webhook_key_file)},
      {"debounce", duration(&C::debounce, Milliseconds{0}, kOneDay)},
      {"timeout", duration(&C::timeout, Milliseconds{100}, Milliseconds{300'000})},
  };
  return keys;
}

const Keys<ProxyConfig>& proxy_keys() {
  using C = ProxyConfig;
  static const Keys<C> keys{
      {"idle_timeout", duration(&C::idle_timeout, Milliseconds{100}, kOneDay)},
      {"header_timeout", duration(&C::header_timeout, Milliseconds{100}, kOneDay)},
      {"max_request_line_bytes", size(&C::max_request_line_bytes, 128, 1U << 20)},
      {"max_header_bytes", size(&C::max_header_bytes, 256, 1U << 20)},
      {"max_headers", whole_number(&C::max_headers, 1, 10'000)},
      {"max_body_bytes", size(&C::max_body_bytes, 0, std::uint64_t{1} << 40)},
      {"connect_timeout", duration(&C::connect_timeout, Milliseconds{10}, kOneDay)},
      {"response_timeout", duration(&C::response_timeout, Milliseconds{10}, kOneDay)},
      {"tunnel_timeout", duration(&C::tunnel_timeout, Milliseconds{100}, kOneDay)},
      {"queue_timeout", duration(&C::queue_timeout, Milliseconds{0}, kOneDay)},
      {"retries", whole_number(&C::retries, 0, 10)},
      {"retry_budget_percent", whole_number(&C::retry_budget_percent, 0, 100)},
      {"max_idle_upstream_connections",
       whole_number(&C::max_idle_upstream_connections, 0, 100'000)},
      {"upstream_idle_timeout", duration(&C::upstream_idle_timeout, Milliseconds{10}, kOneDay)},
      {"upstream_lifetime", duration(&C::upstream_lifetime, Milliseconds{10}, kOneDay)},
      {"host", one_of(&C::host, host_rules())},
      {"via", truth(&C::via)},
      {"trusted_proxies", networks(&C::trusted_proxies)},
  };
  return keys;
}

const Keys<BackendConfig>& backend_keys() {
  using C = BackendConfig;
  static const Keys<C> keys{
      {"url", plain_url(&C::url)},
      {"name", backend_name()},
      {"weight", whole_number(&C::weight, kLeastWeight, kMostWeight)},
      {"max_connections", whole_number(&C::max_connections, 0, 1'000'000)},
      {"state", one_of(&C::state, wanted_states())},
      {"public_url", public_url()},
      {"metrics_url", metrics_url()},
  };
  return keys;
}

const Keys<DashboardConfig>& dashboard_keys() {
  using C = DashboardConfig;
  static const Keys<C> keys{
      {"listen", listen_address(&C::listen)},
      {"balancer", balancer_urls()},
      {"interval", duration(&C::interval, Milliseconds{100}, kOneDay)},
      {"history", file_path(&C::history)},
      {"history_max_size",
       size(&C::history_max_size, std::uint64_t{1} << 20, std::uint64_t{1} << 40)},
      {"password_file", file_path(&C::password_file)},
      {"session_lifetime", duration(&C::session_lifetime, Milliseconds{60'000}, 30 * kOneDay)},
      {"read_only_open", truth(&C::read_only_open)},
      {"hosts", host_names()},
  };
  return keys;
}

const Keys<LogConfig>& log_keys() {
  using C = LogConfig;
  static const Keys<C> keys{
      {"level", one_of(&C::level, log_levels())},
      {"metrics_interval", duration(&C::metrics_interval, Milliseconds{0}, kOneDay)},
      {"access", truth(&C::access)},
  };
  return keys;
}

std::string describe(const Value& value) {
  struct Describer {
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(const std::string& text) const {
      constexpr size_t kShown = 60;
      const std::string whole = printable(text);
      return in_quotes(whole.size() <= kShown ? whole : printable(text, kShown) + "...");
    }
    std::string operator()(const TextList& texts) const {
      std::string all;
      for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + (*this)(text);
      return "[" + all + "]";
    }
    std::string operator()(const OtherType& other) const { return std::string{other.name}; }
  };
  return std::visit(Describer{}, value);
}

}  // namespace rrlb
