// The body of a request that changes something: a JSON object whose members are taken one by one.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace rrlb {

class JsonBody {
 public:
  explicit JsonBody(const std::string& text);

  // "" if it is missing or null.
  std::string text(const char* name);
  bool truth(const char* name);  // false if it is missing or null

  // The member as it is; nothing if it is missing.
  std::optional<nlohmann::ordered_json> any(const char* name);

  // To be asked when all was taken: what is wrong, or which member nobody took; "" if nothing is.
  std::string wrong() const;

 private:
  void complain(const std::string& what);

  nlohmann::ordered_json body_;
  std::string complaint_;
};

}  // namespace rrlb
