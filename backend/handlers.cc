#include "backend/handlers.h"

namespace rrlb {
namespace {

constexpr const char* kPlainText = "text/plain; charset=utf-8";

}  // namespace

HttpAnswer greeting(const std::string& name, const HttpRequest& request) {
  return {200,
          kPlainText,
          "hello from " + name + ", " + request.method + " " + request.path + "\n",
          {}};
}

HttpAnswer healthy() { return {200, kPlainText, "OK\n", {{"Cache-Control", "no-store"}}}; }

HttpAnswer figures_answer(const BackendFigures& figures, const HttpRequest& request) {
  const FiguresFormat format = preferred_format(request.field("Accept"));
  return {200,
          std::string{content_type(format)},
          figures_text(figures, format),
          {{"Cache-Control", "no-store"}, {"Vary", "Accept"}}};
}

}  // namespace rrlb
