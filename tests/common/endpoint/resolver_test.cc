#include "common/endpoint/resolver.h"

#include <gmock/gmock.h>

#include "tests/support/test_loop.h"

namespace rrlb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

class ResolverTest : public testing::Test {
 protected:
  Resolved resolve(const std::string& host) {
    std::optional<Resolved> result;
    const auto lookup =
        resolver_.resolve(host, [&result](Resolved resolved) { result = std::move(resolved); });
    EXPECT_FALSE(result) << "called back from within the call";
    loop_.run_until([&result] { return result.has_value(); });
    return result.value_or(Resolved{});
  }

  TestLoop loop_;
  Resolver resolver_{loop_};
};

TEST_F(ResolverTest, IpAddressIsItself) {
  EXPECT_THAT(resolve("192.0.2.1").ips, ElementsAre("192.0.2.1"));
  EXPECT_THAT(resolve("2001:db8::1").ips, ElementsAre("2001:db8::1"));
}

TEST_F(ResolverTest, LocalhostIsLoopbackOfBothFamilies) {
  EXPECT_THAT(resolve("localhost").ips, ElementsAre("127.0.0.1", "::1"));
}

TEST_F(ResolverTest, InvalidNameHasAProblem) {
  const Resolved resolved = resolve("no-such-host.invalid");
  EXPECT_THAT(resolved.ips, IsEmpty());
  EXPECT_THAT(resolved.problem, MatchesRegex("name does not resolve \\(.+\\)"));
}

TEST_F(ResolverTest, LookupMayBeDestroyedInItsOwnCallback) {
  std::unique_ptr<Resolver::Lookup> lookup;
  bool called = false;
  lookup = resolver_.resolve("localhost", [&](const Resolved&) {
    lookup.reset();
    called = true;
  });
  EXPECT_TRUE(loop_.run_until([&called] { return called; }));
}

TEST_F(ResolverTest, DestroyedLookupNeverCallsBack) {
  for (const char* host : {"localhost", "no-such-host.invalid"}) {
    resolver_.resolve(host, [](const Resolved&) { FAIL(); }).reset();
  }
  EXPECT_THAT(resolve("localhost").ips, testing::SizeIs(2));
}

TEST_F(ResolverTest, MayBeDestroyedBeforeItsLookups) {
  auto resolver = std::make_unique<Resolver>(loop_);
  auto lookup = resolver->resolve("no-such-host.invalid", [](const Resolved&) { FAIL(); });
  resolver.reset();
  lookup.reset();
  loop_.run_what_is_due();
}

}  // namespace
}  // namespace rrlb
