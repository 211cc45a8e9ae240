#include "backend/options.h"

#include <algorithm>

#include "common/config/keys.h"

namespace rrlb {
namespace {

// Checks a name by the rule for backends in the configuration, so that it can be used there, too.
// Returns what was expected, or "" if the name is valid.
std::string expected_of_name(const std::string& name) {
  const auto& keys = backend_keys();
  const auto key = std::find_if(keys.begin(), keys.end(),
                                [](const auto& known) { return known.name == "name"; });
  BackendConfig ignored;
  return key->set(ignored, name);
}

ReadBackendOptions complaint(const std::string& option, const std::string& expected,
                             const std::string& given) {
  return {std::nullopt, "--" + option + " must be " + expected + ", got " + describe(given)};
}

}  // namespace

std::string name_on(const BackendOptions& options, std::uint16_t port) {
  return options.name.value_or("backend-" + std::to_string(port));
}

const Program& backend_program() {
  static const Program program{
      "rrlb-backend",
      "a sample backend, or a metrics agent for a real one",
      {{"listen", "ADDRESS:PORT", "listen there (default 127.0.0.1:5001; port 0: any free port)"},
       {"name", "NAME", "name of the server (default backend-PORT)"},
       {"observe", "WHAT", "report metrics of self (default), pid:N, unit:NAME or cgroup:PATH"}},
      "  rrlb-backend --listen 127.0.0.1:5001\n"
      "      a sample backend, with /health and /metrics\n"
      "  rrlb-backend --listen 0.0.0.0:9100 --observe unit:nginx.service\n"
      "      a metrics agent for nginx, for the metrics_url of its [[backend]]\n"
      "\n"
      "SIGTERM and SIGINT stop it, SIGHUP reloads log.level.\n"};
  return program;
}

ReadBackendOptions read_backend_options(const CommandLine& line) {
  BackendOptions options;
  if (line.has("listen")) {
    const std::string text = line.value("listen", "");
    const auto address = parse_listen_address(text);
    if (!address) {
      return complaint("listen", "an IP address and a port like \"127.0.0.1:5001\"", text);
    }
    options.listen = *address;
  }
  if (line.has("name")) {
    options.name = line.value("name", "");
    const std::string expected = expected_of_name(*options.name);
    if (!expected.empty()) return complaint("name", expected, *options.name);
  }
  options.observe = line.value("observe", options.observe);
  if (!ProcessStats::observe(options.observe)) {
    return complaint("observe", "self, pid:N, unit:NAME or cgroup:PATH", options.observe);
  }
  return {options, {}};
}

}  // namespace rrlb
