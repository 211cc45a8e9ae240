#include "daemon/admin/prometheus_format.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "common/base/decimal.h"

namespace rrlb::prometheus {

namespace {

constexpr double kMostDigits = 1e15;  // of an integer that %.15g writes without an exponent

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
}

}  // namespace

void append_number(std::string& out, double value) {
  if (std::trunc(value) == value && std::abs(value) < kMostDigits && !std::signbit(value)) {
    out += Decimal{static_cast<std::uint64_t>(value)}.text();  // as most values are
    return;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.15g", value);
  out += text.data();
}

std::string number(double value) {
  std::string text;
  append_number(text, value);
  return text;
}

std::string escaped(std::string_view text) {
  std::string result;
  append_escaped(result, text);
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

void write_sample(std::string& out, std::string_view name, const BackendSnapshot& backend,
                  const Label& label, double value) {
  out += name;
  out += "{backend=\"";
  append_escaped(out, backend.name);
  out += '"';
  if (!label.name.empty()) {
    out += ',';
    out += label.name;
    out += "=\"";
    append_escaped(out, label.value);
    out += '"';
  }
  out += "} ";
  append_number(out, value);
  out += '\n';
}

void for_each_backend(std::string& out, const Snapshot& snapshot, const std::string& name,
                      const char* type, const char* help, const Figure& figure) {
  head(out, name, type, help);
  for (const BackendSnapshot& backend : snapshot.backends) {
    if (const auto value = figure(backend)) write_sample(out, name, backend, {}, *value);
  }
}

}  // namespace rrlb::prometheus
