#include "daemon/http/pick_hash.h"

#include <gtest/gtest.h>

#include <vector>

#include "daemon/balance/pick/key_hash.h"

namespace rrlb {
namespace {

using What = HashOn::What;

const IpBits kClient = parse_network("10.1.2.3")->bits;

std::uint64_t of_the_client() {
  return hash_of({reinterpret_cast<const char*>(kClient.data()), kClient.size()});
}

std::uint64_t hash(What what, const std::string& name, const std::vector<Field>& fields,
                   std::string_view path_and_query = "/") {
  RequestHead head;
  head.path_and_query = path_and_query;
  head.fields = fields;
  return pick_hash({what, name}, head, kClient);
}

TEST(PickHash, IsOfTheClientsAddress) {
  EXPECT_EQ(hash(What::client_address, "", {}), of_the_client());
  EXPECT_NE(pick_hash({}, RequestHead{}, parse_network("10.1.2.4")->bits), of_the_client());
}

TEST(PickHash, IsOfThePathWithoutTheQuery) {
  EXPECT_EQ(hash(What::path, "", {}, "/a/b?x=1"), hash_of("/a/b"));
  EXPECT_EQ(hash(What::path, "", {}, "/a/b"), hash_of("/a/b"));
}

TEST(PickHash, IsOfTheFirstHeaderFieldOfThatName) {
  EXPECT_EQ(hash(What::header, "x-tenant", {{"A", "1"}, {"X-Tenant", "t1"}, {"x-tenant", "t2"}}),
            hash_of("t1"));
}

TEST(PickHash, IsOfACookie) {
  EXPECT_EQ(hash(What::cookie, "sid", {{"Cookie", "a=1; sid=xyz; b=2"}}), hash_of("xyz"));
  EXPECT_EQ(hash(What::cookie, "sid", {{"Cookie", "sid=a=b"}}), hash_of("a=b"));
  EXPECT_EQ(hash(What::cookie, "sid", {{"Cookie", "a=1"}, {"cookie", " sid=xyz "}}),
            hash_of("xyz"));
}

TEST(PickHash, ACookiesNameIsMatchedWhole) {
  EXPECT_EQ(hash(What::cookie, "sid", {{"Cookie", "xsid=1; sidx=2; SID=3; sid"}}), of_the_client());
}

TEST(PickHash, IsOfTheClientIfTheFieldOrCookieIsMissing) {
  EXPECT_EQ(hash(What::header, "x-tenant", {{"A", "1"}}), of_the_client());
  EXPECT_EQ(hash(What::header, "x-tenant", {{"X-Tenant", ""}}), of_the_client());
  EXPECT_EQ(hash(What::cookie, "sid", {}), of_the_client());
  EXPECT_EQ(hash(What::cookie, "sid", {{"Cookie", "sid=; ;=;"}}), of_the_client());
}

}  // namespace
}  // namespace rrlb
