#include "ctl/check.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "common/program/command_line.h"
#include "common/program/config_file.h"

namespace rrlb {

int check(const Arguments& arguments) {
  const std::string file = arguments.value("config", kDefaultConfigFile);
  if (!arguments.has("json")) return check_config_file(file);
  const ParsedConfig loaded = load_config(file);
  nlohmann::ordered_json json{{"file", file}, {"backends", loaded.config.backends.size()}};
  json["problems"] = nlohmann::ordered_json::array();
  for (const Problem& problem : loaded.problems) json["problems"].push_back(headline(problem));
  std::cout << json.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) << "\n";
  return loaded.problems.empty() ? exit_code::kDone : exit_code::kFailed;
}

}  // namespace rrlb
