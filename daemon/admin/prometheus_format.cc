#include "daemon/admin/prometheus_format.h"

#include <array>
#include <cstdio>

namespace rrlb::prometheus {

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.15g", value);
  return text.data();
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\' || c == '"') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else {
      result += c;
    }
  }
  return result;
}

void head(std::string& out, const std::string& name, const char* type, const char* help) {
  out += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

void single(std::string& out, const std::string& name, const char* type, const char* help,
            std::optional<double> value) {
  head(out, name, type, help);
  if (value) out += name + " " + number(*value) + "\n";
}

void write_sample(std::string& out, const std::string& name, const BackendSnapshot& backend,
                  const std::string& more, double value) {
  out += name + "{backend=\"" + escaped(backend.name) + "\"" + more + "} " + number(value) + "\n";
}

void for_each_backend(std::string& out, const Snapshot& snapshot, const std::string& name,
                      const char* type, const char* help, const Figure& figure) {
  head(out, name, type, help);
  for (const BackendSnapshot& backend : snapshot.backends) {
    if (const auto value = figure(backend)) write_sample(out, name, backend, "", *value);
  }
}

}  // namespace rrlb::prometheus
