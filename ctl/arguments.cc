#include "ctl/arguments.h"

#include <algorithm>
#include <string_view>

#include "common/config/nearest.h"

namespace rrlb {
namespace {

class Reader {
 public:
  explicit Reader(const std::vector<std::string>& words) : words_{words} {}

  ReadArguments read() {
    for (; next_ < words_.size() && complaint_.empty(); ++next_) take(words_[next_]);
    if (complaint_.empty() && !asks_for_words_only()) complaint_ = what_is_missing();
    if (complaint_.empty()) return {std::move(read_), {}, {}};
    return {std::nullopt, complaint_, help_command()};
  }

 private:
  void take(const std::string& word) {
    if (options_ended_ || !word.starts_with('-') || word == "-") {
      take_word(word);
    } else if (word == "--") {
      options_ended_ = true;
    } else if (word == "-f" && find_option("follow") != nullptr) {
      read_.options["follow"] = "";
    } else {
      take_option(word);
    }
  }

  void take_word(const std::string& word) {
    if (read_.command == nullptr) {
      read_.command = find_command(word);
      if (read_.command == nullptr) complaint_ = unknown_command(word);
    } else if (read_.words.size() == read_.command->count) {
      complaint_ = "\"" + word + "\" is not expected here";
    } else {
      read_.words.push_back(word);
    }
  }

  void take_option(const std::string& word) {
    const std::size_t equals = word.find('=');
    const std::string spelled = word.substr(0, equals);
    const Option* option = spelled.starts_with("--") ? find_option(spelled.substr(2)) : nullptr;
    if (option == nullptr) {
      complaint_ = unknown_option(spelled);
    } else if (option->value.empty()) {
      if (equals != std::string::npos) complaint_ = "option \"" + spelled + "\" takes no value";
      read_.options[option->name] = "";
    } else if (equals != std::string::npos) {
      read_.options[option->name] = word.substr(equals + 1);
    } else if (next_ + 1 < words_.size()) {
      read_.options[option->name] = words_[++next_];
    } else {
      complaint_ = "option \"" + spelled + "\" needs a value";
    }
  }

  std::vector<const Option*> options() const {
    std::vector<const Option*> all;
    for (const Option& option : common_options()) all.push_back(&option);
    if (read_.command != nullptr) {
      for (const Option& option : read_.command->options) all.push_back(&option);
    }
    return all;
  }

  const Option* find_option(std::string_view name) const {
    for (const Option* option : options()) {
      if (option->name == name) return option;
    }
    return nullptr;
  }

  std::string unknown_option(const std::string& spelled) const {
    const std::string word =
        spelled.substr(std::min(spelled.find_first_not_of('-'), spelled.size()));
    std::vector<std::string_view> names;
    for (const Option* option : options()) names.push_back(option->name);
    const std::string_view near = nearest(word, names);
    return "unknown option \"" + spelled + "\"" +
           (near.empty() ? "" : ", did you mean \"--" + std::string{near} + "\"?");
  }

  bool asks_for_words_only() const {
    return read_.has("help") || read_.has("version") || read_.has("check");
  }

  std::string what_is_missing() const {
    if (read_.command == nullptr) return "which command?";
    if (read_.words.size() == read_.command->count) return "";
    return "\"" + read_.command->name + "\" needs " + read_.command->arguments;
  }

  std::string help_command() const {
    return read_.command == nullptr ? "rrlbctl --help"
                                    : "rrlbctl " + read_.command->name + " --help";
  }

  const std::vector<std::string>& words_;
  std::size_t next_ = 0;
  bool options_ended_ = false;
  Arguments read_;
  std::string complaint_;
};

}  // namespace

std::string Arguments::value(const std::string& option, const std::string& otherwise) const {
  const auto found = options.find(option);
  return found == options.end() ? otherwise : found->second;
}

ReadArguments read_arguments(const std::vector<std::string>& words) { return Reader{words}.read(); }

}  // namespace rrlb
