#include "daemon/http/forwarding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rrlb {
namespace {

using testing::ElementsAre;

// Keeps fields as a list, as HPACK does.
class List final : public FieldSink {
 public:
  void field(std::string_view name, std::string_view value) override {
    fields.push_back(std::string{name} + "=" + std::string{value});
  }
  void begin_field(std::string_view name) override { part_ = std::string{name} + "="; }
  void put(std::string_view part) override { part_ += part; }
  void end_field() override { fields.push_back(part_); }

  std::vector<std::string> fields;

 private:
  std::string part_;
};

TEST(ForwardedFields, OfARequestAreWrittenWithoutFraming) {
  const std::vector<Field> fields{
      {"Connection", "close"}, {"Accept", "*/*"}, {"Content-Length", "3"}, {"Host", "a"}};
  const ForwardedRequest request{.method = "POST",
                                 .path_and_query = "/",
                                 .host = "a",
                                 .backend_authority = "web1",
                                 .body = BodyKind::counted,
                                 .length = 3,
                                 .fields = fields};
  List list;
  write_forwarded_fields(list, request, {.ip = "192.0.2.7"}, {});
  EXPECT_THAT(list.fields,
              ElementsAre("Accept=*/*", "X-Forwarded-For=192.0.2.7", "X-Forwarded-Proto=http",
                          "X-Forwarded-Host=a", "Forwarded=for=192.0.2.7;host=a;proto=http"));
}

TEST(ForwardedFields, OfAResponseAreWrittenWithoutFraming) {
  const std::vector<Field> fields{
      {"Content-Length", "3"}, {"Server", "x"}, {"Keep-Alive", "timeout=5"}};
  const ForwardedResponse response{.status = 200,
                                   .fields = fields,
                                   .body = BodyKind::counted,
                                   .length = 3,
                                   .via = true,
                                   .set_cookie = "rrlb=t",
                                   .date = "now"};
  List list;
  write_forwarded_fields(list, response);
  EXPECT_THAT(list.fields,
              ElementsAre("Server=x", "Date=now", "Set-Cookie=rrlb=t", "Via=1.1 rrlb"));
}

TEST(ForwardedHost, IsTheClientsUnlessTheStyleForbidsItOrItIsMissing) {
  const ForwardedRequest named{.host = "shop.example", .backend_authority = "web1:8080"};
  const ForwardedRequest nameless{.backend_authority = "web1:8080"};
  EXPECT_EQ(forwarded_host(named, {.host = HostRule::keep}), "shop.example");
  EXPECT_EQ(forwarded_host(named, {.host = HostRule::backend}), "web1:8080");
  EXPECT_EQ(forwarded_host(nameless, {.host = HostRule::keep}), "web1:8080");
}

}  // namespace
}  // namespace rrlb
