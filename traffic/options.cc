#include "traffic/options.h"

namespace rrlb {
namespace {

// Reads options that are whole numbers, and keeps the first error message.
class NumberReader {
 public:
  explicit NumberReader(const CommandLine& line) : line_{line} {}

  std::uint64_t read(const std::string& option, std::uint64_t otherwise, long least, long most,
                     const std::string& unit = "") {
    if (!line_.has(option)) return otherwise;
    const std::string text = line_.value(option, "");
    const auto number = whole_number(text, least, most);
    if (!number && complaint_.empty()) {
      complaint_ = "--" + option + " must be " + std::to_string(least) + ".." +
                   std::to_string(most) + unit + ", got \"" + text + "\"";
    }
    return static_cast<std::uint64_t>(number.value_or(least));
  }

  const std::string& complaint() const { return complaint_; }

 private:
  const CommandLine& line_;
  std::string complaint_;
};

constexpr long kOneDayInMs = 24L * 3'600'000;

}  // namespace

const Program& traffic_program() {
  static const Program program{
      "rrlb-traffic",
      "send test requests to the balancer and check how they are spread",
      {{"url", "URL", "send requests to URL (default: the balancer in the configuration)"},
       {"requests", "N", "requests in each round (default 5000)"},
       {"rounds", "N", "number of rounds (default 1)"},
       {"delay", "MS", "milliseconds between two rounds (default 0)"},
       {"concurrency", "N", "requests in flight at a time (default 16)"},
       {"timeout", "MS", "milliseconds a request may take, including redirects (default 5000)"},
       {"verbose", "", "print number, status, URL and response of each request"},
       {"json", "", "print the result as one JSON object"}},
      "  rrlb-traffic\n"
      "      5000 requests as fast as the balancer and its backends answer\n"
      "  rrlb-traffic --requests 100 --rounds 50 --delay 2000 --verbose\n"
      "      100 requests every 2 s, 50 times; print each status and response\n"
      "\n"
      "Follows redirects. Exits with 0 if all requests succeed and are spread as the algorithm\n"
      "promises, and with 1 otherwise. Ctrl-C stops early, prints the results so far, and exits\n"
      "with 1.\n"};
  return program;
}

Url balancer_url(const BalancerConfig& balancer) {
  const ListenAddress& first = balancer.listen.front();
  std::string host = first.ip;
  if (first.any()) host = first.ipv6() ? "::1" : "127.0.0.1";
  return {false, host, first.port, ""};
}

ReadOptions read_options(const CommandLine& line, const Config& config) {
  TrafficOptions options;
  options.target = {balancer_url(config.balancer), "/"};
  if (line.has("url")) {
    const auto target = parse_target(line.value("url", ""));
    if (!target || target->server.https) {
      return {std::nullopt, "--url must be a URL like \"http://127.0.0.1:5000\", got \"" +
                                line.value("url", "") + "\""};
    }
    options.target = *target;
  }
  options.stats_path = config.balancer.stats_path;
  NumberReader numbers{line};
  options.requests = numbers.read("requests", options.requests, 1, 100'000'000);
  options.rounds = numbers.read("rounds", options.rounds, 1, 1'000'000);
  options.concurrency = numbers.read("concurrency", options.concurrency, 1, 1'000);
  options.delay = Milliseconds{numbers.read("delay", 0, 0, kOneDayInMs, " milliseconds")};
  options.timeout = Milliseconds{numbers.read("timeout", 5'000, 1, kOneDayInMs, " milliseconds")};
  if (!numbers.complaint().empty()) return {std::nullopt, numbers.complaint()};
  options.verbose = line.has("verbose");
  options.json = line.has("json");
  return {options, {}};
}

}  // namespace rrlb
