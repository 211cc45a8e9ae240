// One run of rrlbctl: whom to ask, and how to speak to who asked.
//
// What was asked for goes to standard output, everything else to standard error, each line of it
// with the program's name before it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/base/clock.h"
#include "common/endpoint/admin_client.h"
#include "ctl/arguments.h"
#include "ctl/requests.h"
#include "ctl/show/text_table.h"

namespace rrlb {

class Session {
 public:
  // Reads the configuration for the socket's path, unless --socket names it.
  explicit Session(Arguments arguments);

  const Arguments& arguments() const { return arguments_; }
  bool json() const { return arguments_.has("json"); }
  // Of standard output.
  Look look() const;

  AdminAnswer ask(const AdminRequest& request,
                  Milliseconds patience = std::chrono::seconds{10}) const;

  // Says why there is no answer, or what the balancer refuses; the exit code. With --json a refusal
  // is printed as it is besides.
  int fail(const AdminAnswer& answer) const;
  // Says that an answer was none of the Admin API.
  int fail_to_read() const;
  void complain(const std::string& text) const;

  // Prints the answer: as JSON if that was asked for, else what `text` makes of its body. The exit
  // code.
  using Text = std::function<std::optional<std::string>(const std::string& body)>;
  int show(const AdminAnswer& answer, const Text& text) const;

  // As the balancer gave it, indented; the exit code.
  int print_json(const std::string& body) const;

 private:
  Arguments arguments_;
  std::string note_;  // why the socket may be another one
  AdminClient client_;
};

// Where a wrong use is found after the arguments were read; returns exit_code::kUsage.
int wrong_use(const Arguments& arguments, const std::string& complaint);

}  // namespace rrlb
