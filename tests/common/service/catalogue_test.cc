// The journal's catalogue of messages (systemd/rrlb.catalog), as `journalctl -x` shows it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "tests/support/source_folder.h"

namespace rrlb {
namespace {

std::string content(const std::string& path) {
  std::ifstream file{source_folder() + path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::set<std::string> ids_in_code() {
  const std::string code = content("/common/service/journal.h");
  const std::regex id{"\"([0-9a-f]{32})\""};
  std::set<std::string> ids;
  for (std::sregex_iterator at{code.begin(), code.end(), id}; at != std::sregex_iterator{}; ++at) {
    ids.insert((*at)[1]);
  }
  return ids;
}

// The text of each entry, by its id.
std::map<std::string, std::string> entries() {
  std::ifstream file{source_folder() + "/systemd/rrlb.catalog"};
  std::map<std::string, std::string> found;
  std::string id;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("-- ")) {
      id = line.substr(3);
    } else if (!id.empty()) {
      found[id] += line + "\n";
    }
  }
  return found;
}

TEST(Catalogue, HasOneEntryForEachKindOfRecordAndNoOther) {
  std::set<std::string> ids;
  for (const auto& [id, text] : entries()) ids.insert(id);
  EXPECT_EQ(ids, ids_in_code());
}

// After the subject and an empty line, each entry says what it means and what to do.
TEST(Catalogue, EachEntrySaysWhatHappenedAndWhatToDo) {
  for (const auto& [id, text] : entries()) {
    EXPECT_THAT(text, testing::StartsWith("Subject: ")) << id;
    EXPECT_THAT(text, testing::HasSubstr("\nDefined-By: rrlb\n\n")) << id;
    EXPECT_TRUE(text.find("Nothing needs to be done") != std::string::npos ||
                text.find("\n    ") != std::string::npos)
        << id << " names neither a command nor that none is needed:\n"
        << text;
  }
}

}  // namespace
}  // namespace rrlb
