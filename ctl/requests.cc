#include "ctl/requests.h"

#include "common/base/url.h"
#include "common/contract/admin_api/changes.h"
#include "common/contract/backend_path.h"
#include "common/contract/limits.h"
#include "common/program/command_line.h"

namespace rrlb {
namespace {

using admin_api::Circumstances;

std::optional<std::string> value_if_given(const Arguments& arguments, const std::string& option) {
  return arguments.has(option) ? std::optional{arguments.value(option)} : std::nullopt;
}

Circumstances circumstances_of(const Arguments& arguments, const std::string& who) {
  return {value_if_given(arguments, "why"), value_if_given(arguments, "until"),
          who.empty() ? std::nullopt : std::optional{who}};
}

ReadRequest refused(const std::string& complaint) { return {std::nullopt, complaint}; }

ReadRequest request(const std::string& method, const std::string& path, const std::string& body) {
  return {AdminRequest{method, path, body}, {}};
}

ReadRequest plain(const std::string& method, const std::string& path) {
  return request(method, path, method == "GET" ? "" : "{}");
}

std::optional<std::uint64_t> weight_of(const std::string& text) {
  const auto weight =
      whole_number(text, static_cast<long>(kLeastWeight), static_cast<long>(kMostWeight));
  return weight ? std::optional{static_cast<std::uint64_t>(*weight)} : std::nullopt;
}

ReadRequest weight_request(const Arguments& arguments, const Circumstances& circumstances) {
  const std::string& text = arguments.words[1];
  const auto weight = weight_of(text);
  if (!weight && text != "file") {
    return refused("the weight must be " + weight_range() + " or \"file\", got \"" + text + "\"");
  }
  return request("PUT", backend_path(arguments.words[0], "weight"),
                 to_json(admin_api::WeightChange{weight}, circumstances));
}

ReadRequest add_request(const Arguments& arguments, const Circumstances& circumstances) {
  admin_api::Addition addition;
  addition.url = arguments.words[0];
  const auto parsed = parse_url(addition.url);
  if (!parsed || parsed->https) {
    return refused("URL must be an http URL like \"http://127.0.0.1:5001\", got \"" + addition.url +
                   "\"");
  }
  addition.name = value_if_given(arguments, "name");
  if (const auto text = value_if_given(arguments, "weight")) {
    addition.weight = weight_of(*text);
    if (!addition.weight) {
      return refused("--weight must be " + weight_range() + ", got \"" + *text + "\"");
    }
  }
  return request("POST", admin_api::kBackendsPath, to_json(addition, circumstances));
}

}  // namespace

ReadRequest request_of(const Arguments& arguments, const std::string& who) {
  const std::string& name = arguments.command->name;
  if (name == "status") return plain("GET", "/stats");
  if (name == "backends") return plain("GET", admin_api::kBackendsPath);
  if (name == "config") return plain("GET", "/api/config");
  if (name == "diff") return plain("GET", "/api/diff");
  if (name == "reload") return plain("POST", "/api/reload");
  if (name == "alerts") {
    const bool known = arguments.words[0] == "test";
    return known ? plain("POST", "/api/alerts/test")
                 : refused("\"alerts\" can \"test\", not \"" + arguments.words[0] + "\"");
  }
  const Circumstances circumstances = circumstances_of(arguments, who);
  if (name == "add") return add_request(arguments, circumstances);
  const std::string& backend = arguments.words[0];
  if (backend.empty()) return refused("the name of a backend is missing");
  if (name == "explain") return plain("GET", backend_path(backend));
  if (name == "weight") return weight_request(arguments, circumstances);
  if (name == "remove") return request("DELETE", backend_path(backend), to_json(circumstances));
  return request("POST", backend_path(backend, name), to_json(circumstances));
}

}  // namespace rrlb
