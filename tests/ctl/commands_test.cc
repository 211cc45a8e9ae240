#include "ctl/commands.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ctl/shown.h"

namespace rrlb {
namespace {

TEST(Commands, HaveAHelpThatFitsAScreen) {
  std::vector<std::string> helps{help()};
  for (const Command& command : commands()) helps.push_back(help(command));
  for (const std::string& text : helps) {
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 32) << text;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      EXPECT_LE(width_of(text.substr(at, end - at)), 92U) << text;
      at = end + 1;
    }
  }
}

TEST(Commands, SayWhatOneOfThemTakes) {
  EXPECT_EQ(help(*find_command("drain")),
            "rrlbctl drain - no new requests for a backend; those under way end\n"
            "\n"
            "Usage: rrlbctl drain NAME [OPTION]...\n"
            "\n"
            "  --wait          wait until none is under way\n"
            "  --timeout TIME  wait no longer than that, and fail (default 60s)\n"
            "  --why TEXT      the reason, which others then see\n"
            "  --until WHEN    ends by itself: after \"2h\", or at a time (RFC 3339)\n"
            "  --socket PATH   the balancer's socket (default: what the configuration says)\n"
            "  --json          print the balancer's answer as JSON\n"
            "  --config FILE   read FILE (default /etc/rrlb.conf)\n"
            "  --help          print this and exit\n"
            "\n"
            "Examples:\n"
            "  rrlbctl drain web1 --wait --why \"kernel update\" && ssh web1 reboot\n"
            "  rrlbctl drain web1 --until 2h\n");
}

TEST(Commands, HaveOptionsOfOneMeaningEach) {
  for (const Command& command : commands()) {
    for (const Option& own : command.options) {
      for (const Option& common : common_options()) EXPECT_NE(own.name, common.name);
    }
  }
}

}  // namespace
}  // namespace rrlb
