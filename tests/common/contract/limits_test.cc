// The limits, and that the files that cannot include them say the same.
#include "common/contract/limits.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/source_folder.h"

namespace rrlb {
namespace {

std::string text_of(const std::string& file) {
  std::ifstream in{source_folder() + "/" + file};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Limits, OfAWeightAreInclusive) {
  EXPECT_EQ(weight_range(), "1..256");
  EXPECT_FALSE(is_weight(0));
  EXPECT_TRUE(is_weight(1));
  EXPECT_TRUE(is_weight(256));
  EXPECT_FALSE(is_weight(257));
}

TEST(Limits, OfAWeightAreThoseOfThePage) {
  const std::string page = text_of("dashboard/assets/change.js");
  EXPECT_NE(page.find("const WEIGHTS = { min: " + std::to_string(kLeastWeight) +
                      ", max: " + std::to_string(kMostWeight) + " };"),
            std::string::npos);
}

TEST(Limits, OfAWeightAreThoseOfTheDescriptionOfTheApi) {
  const auto api = nlohmann::json::parse(text_of("packaging/share/openapi.json"));
  const auto& schemas = api.at("components").at("schemas");
  EXPECT_EQ(schemas.at("Backend").at("properties").at("weight").at("maximum"), kMostWeight);
  const auto& change = schemas.at("WeightChange").at("properties").at("weight");
  EXPECT_EQ(change.at("minimum"), kLeastWeight);
  EXPECT_EQ(change.at("maximum"), kMostWeight);
}

TEST(Limits, OfAWeightAreThoseOfTheManual) {
  EXPECT_NE(text_of("man/config-notes").find("\nweight: " + weight_range() + "\n"),
            std::string::npos);
}

TEST(BackendName, HasCharactersThatNeedNoEscaping) {
  EXPECT_TRUE(is_backend_name("web-1.example_com:80"));
  EXPECT_TRUE(is_backend_name(std::string(64, 'x')));
  for (const std::string& name :
       {std::string{}, std::string(65, 'x'), std::string{"a b"}, std::string{"a/b"},
        std::string{"a\"b"}, std::string{"\xc3\xa4"}, std::string(1, '\0')}) {
    EXPECT_FALSE(is_backend_name(name)) << name;
  }
  EXPECT_EQ(backend_name_rule(), R"(1 to 64 letters, digits or ".", "_", "-", ":")");
}

}  // namespace
}  // namespace rrlb
