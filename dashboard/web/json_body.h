// The JSON object in the body of a change. Its members are taken one by one, and the first mistake
// is kept.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace rrlb {

class JsonBody {
 public:
  explicit JsonBody(const std::string& text);

  // Returns "" if it is missing or null.
  std::string text(const char* name);
  bool truth(const char* name);  // false if it is missing or null

  // The member's value; nothing if it is missing.
  std::optional<nlohmann::ordered_json> any(const char* name);

  bool sound() const { return complaint_.empty(); }  // no mistake so far

  // Call this last: returns the first mistake, or an unknown member, or "".
  std::string wrong() const;

 private:
  void complain(const std::string& what);

  nlohmann::ordered_json body_ = nlohmann::ordered_json::object();
  std::string complaint_;
};

}  // namespace rrlb
