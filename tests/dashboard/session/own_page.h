// Sends requests as the dashboard's own page does, to a running server.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/running_server.h"

namespace rrlb {

struct PageAnswer {
  int status = 0;
  std::string head;
  nlohmann::json body;

  // The value of a header field; "" if it is missing.
  std::string field(const std::string& name) const {
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
  // "CODE: MESSAGE" of an error response.
  std::string error() const {
    if (!body.contains("error")) return {};
    return body["error"]["code"].get<std::string>() + ": " +
           body["error"]["message"].get<std::string>();
  }
};

class OwnPage {
 public:
  explicit OwnPage(const RunningServer& server) : server_{server} {}

  PageAnswer get(const std::string& path) const { return send("GET", path, "", ""); }
  PageAnswer post(const std::string& path, const nlohmann::json& body) const {
    return send("POST", path, body.dump(), kOwn);
  }
  PageAnswer put(const std::string& path, const nlohmann::json& body) const {
    return send("PUT", path, body.dump(), kOwn);
  }
  // Sends a request with these fields, as another page or a script would.
  PageAnswer send(const std::string& method, const std::string& path, const std::string& body,
                  const std::string& fields) const {
    const std::string length =
        method == "GET" ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n";
    const std::string answer = server_.exchange(
        method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nConnection: close\r\n" +
        fields + (cookie.empty() ? "" : "Cookie: theme=dark; " + cookie + "\r\n") + length +
        "\r\n" + body);
    const std::size_t end = answer.find("\r\n\r\n");
    return {std::stoi(answer.substr(9, 3)), answer.substr(0, end + 2),
            nlohmann::json::parse(answer.substr(end + 4), nullptr, false)};
  }

  static constexpr const char* kOwn =
      "Origin: http://127.0.0.1:8000\r\nContent-Type: application/json\r\n";

  std::string cookie;  // "rrlb_session=..."

 private:
  const RunningServer& server_;
};

}  // namespace rrlb
