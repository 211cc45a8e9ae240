#include "ctl/commands.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ctl/show/columns.h"

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
            "rrlbctl drain - send a backend no new requests, and let those in flight finish\n"
            "\n"
            "Usage: rrlbctl drain NAME [OPTION]...\n"
            "\n"
            "  --wait          wait until no request is in flight\n"
            "  --timeout TIME  stop waiting after this time, and fail (default 60s)\n"
            "  --why TEXT      the reason, shown to other operators\n"
            "  --until WHEN    end it after a time like \"2h\", or at a moment in RFC 3339\n"
            "  --socket PATH   admin socket of the balancer (default: from the configuration)\n"
            "  --json          print the answer of the balancer as JSON\n"
            "  --config FILE   read FILE (default /etc/rrlb.conf)\n"
            "  --help          print this help and exit\n"
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
