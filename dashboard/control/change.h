// A change of a backend, read from the page's request and written as the request to the balancer.
//
// Pure: text comes in, text and answers go out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/endpoint/admin_client.h"
#include "common/endpoint/http_server.h"

namespace rrlb {

struct Change {
  std::string backend;
  std::string action;  // "drain", "enable", "disable" or "weight"
  std::string method;  // with path and body: the request to the balancer
  std::string path;
  std::string body;
  std::string told;  // what the record of it says: "drain", "weight 5", "weight of the file"
  std::string why;
  bool confirm_last = false;

  // Draining or disabling: the backend gets no new requests.
  bool takes_out() const { return action == "drain" || action == "disable"; }
};

struct ReadChange {
  std::optional<Change> change;
  HttpAnswer refusal;  // if there is no change
};

// Of POST /api/backends/NAME/ACTION and PUT /api/backends/NAME/weight.
ReadChange read_change(const HttpRequest& request, const std::string& user);

// Whether this backend is UP and no other is. `backends` is the balancer's answer about all.
bool is_last_up(std::string_view backends, const std::string& backend);

// The balancer's answer, as an answer of this dashboard.
HttpAnswer answer_to(const AdminAnswer& said);
HttpAnswer last_backend(const Change& change);

// The message of an answer that is an error; "" for other answers.
std::string problem_in(const HttpAnswer& answer);

}  // namespace rrlb
