#include "ctl/requests.h"

#include <nlohmann/json.hpp>

#include "common/base/address.h"
#include "common/base/percent.h"
#include "common/program/command_line.h"

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;

constexpr long kMostWeight = 256;

std::string written(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// What every override may carry besides.
void add_circumstances(Json& body, const Arguments& arguments, const std::string& who) {
  if (arguments.has("why")) body["why"] = arguments.value("why");
  if (arguments.has("until")) body["until"] = arguments.value("until");
  if (!who.empty()) body["who"] = who;
}

ReadRequest refused(const std::string& complaint) { return {std::nullopt, complaint}; }

ReadRequest request(const std::string& method, const std::string& path, const Json& body) {
  return {AdminRequest{method, path, written(body)}, {}};
}

ReadRequest plain(const std::string& method, const std::string& path) {
  return {AdminRequest{method, path, method == "GET" ? "" : "{}"}, {}};
}

std::string weight_complaint(const std::string& what, const std::string& text) {
  return what + ", got \"" + text + "\"";
}

ReadRequest weight_request(const Arguments& arguments, const Json& body) {
  const std::string& text = arguments.words[1];
  const auto weight = whole_number(text, 1, kMostWeight);
  if (!weight && text != "file") {
    return refused(weight_complaint("the weight must be 1..256 or \"file\"", text));
  }
  Json whole = Json::object();
  whole["weight"] = weight ? Json(*weight) : Json(nullptr);
  whole.update(body);
  return request("PUT", backend_path(arguments.words[0]) + "/weight", whole);
}

ReadRequest add_request(const Arguments& arguments, const Json& body) {
  const std::string& url = arguments.words[0];
  const auto parsed = parse_url(url);
  if (!parsed || parsed->https) {
    return refused("URL must be an http URL like \"http://127.0.0.1:5001\", got \"" + url + "\"");
  }
  Json whole = Json::object();
  whole["url"] = url;
  if (arguments.has("name")) whole["name"] = arguments.value("name");
  if (arguments.has("weight")) {
    const auto weight = whole_number(arguments.value("weight"), 1, kMostWeight);
    if (!weight) {
      return refused(weight_complaint("--weight must be 1..256", arguments.value("weight")));
    }
    whole["weight"] = *weight;
  }
  whole.update(body);
  return request("POST", "/api/backends", whole);
}

}  // namespace

std::string backend_path(const std::string& name) { return "/api/backends/" + path_segment(name); }

ReadRequest request_of(const Arguments& arguments, const std::string& who) {
  const std::string& name = arguments.command->name;
  if (name == "status") return plain("GET", "/stats");
  if (name == "backends") return plain("GET", "/api/backends");
  if (name == "config") return plain("GET", "/api/config");
  if (name == "diff") return plain("GET", "/api/diff");
  if (name == "reload") return plain("POST", "/api/reload");
  if (name == "alerts") {
    const bool known = arguments.words[0] == "test";
    return known ? plain("POST", "/api/alerts/test")
                 : refused("\"alerts\" can \"test\", not \"" + arguments.words[0] + "\"");
  }
  Json body = Json::object();
  add_circumstances(body, arguments, who);
  if (name == "add") return add_request(arguments, body);
  if (arguments.words[0].empty()) return refused("which backend?");
  if (name == "explain") return plain("GET", backend_path(arguments.words[0]));
  if (name == "weight") return weight_request(arguments, body);
  if (name == "remove") return request("DELETE", backend_path(arguments.words[0]), body);
  return request("POST", backend_path(arguments.words[0]) + "/" + name, body);
}

}  // namespace rrlb
