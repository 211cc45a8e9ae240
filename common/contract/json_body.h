// The body of a request that changes something: a JSON object whose members are taken one by one.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

class JsonBody {
 public:
  explicit JsonBody(std::string_view text);  // "" is an empty object
  ~JsonBody();
  JsonBody(const JsonBody&) = delete;
  JsonBody& operator=(const JsonBody&) = delete;

  bool has(const char* name) const;

  // Each takes a member. A member that is missing or null is "", false, or nothing.
  std::string text(const char* name);
  bool truth(const char* name);
  std::optional<std::uint64_t> weight(const char* name);  // limits.h

  // To be asked when everything has been taken: the first mistake, or a member that nobody took;
  // "" if there is none.
  std::string problem() const;

 private:
  std::optional<nlohmann::ordered_json> take(const char* name);
  void complain(const std::string& what);

  std::unique_ptr<nlohmann::ordered_json> body_;
  std::string problem_;
};

}  // namespace rrlb
