#include "ctl/show/text_table.h"

#include <algorithm>
#include <numeric>

#include "ctl/show/columns.h"

namespace rrlb {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastOfLast = 12;  // columns; with less it had better go

class Layout {
 public:
  Layout(const std::vector<Column>& columns, const std::vector<std::vector<Cell>>& rows)
      : columns_{columns} {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      std::size_t width = width_of(columns[i].title);
      for (const auto& row : rows) width = std::max(width, width_of(row[i].text));
      widths_.push_back(width);
      shown_.push_back(i);
    }
  }

  void fit_into(std::size_t columns) {
    while (total() > columns) {
      std::size_t& last = widths_[shown_.back()];
      const std::size_t least = std::min(last, kLeastOfLast);
      const std::size_t too_much = total() - columns;
      if (!columns_[shown_.back()].is_figure && last >= least + too_much) {
        last -= too_much;
      } else if (!drop_one()) {
        return;
      }
    }
  }

  std::string line(const std::vector<Cell>& cells, bool colour) const {
    std::string text;
    std::size_t owed = 0;  // spaces, written once something follows
    for (const std::size_t i : shown_) {
      const std::string word = cut(cells[i].text, widths_[i]);
      const std::size_t pad = widths_[i] - width_of(word);
      if (columns_[i].is_figure) owed += pad;
      if (!word.empty()) {
        text += std::string(owed, ' ') + (colour ? coloured(word, cells[i].colour) : word);
        owed = 0;
      }
      owed += kGap + (columns_[i].is_figure ? 0 : pad);
    }
    return text + "\n";
  }

 private:
  std::size_t total() const {
    return std::accumulate(shown_.begin(), shown_.end(), std::size_t{0},
                           [&](std::size_t sum, std::size_t i) { return sum + widths_[i]; }) +
           kGap * (shown_.size() - 1);
  }

  bool drop_one() {
    const auto first = std::max_element(
        shown_.begin(), shown_.end(),
        [&](std::size_t a, std::size_t b) { return columns_[a].goes < columns_[b].goes; });
    if (columns_[*first].goes == 0) return false;
    shown_.erase(first);
    return true;
  }

  const std::vector<Column>& columns_;
  std::vector<std::size_t> widths_;
  std::vector<std::size_t> shown_;  // which columns are
};

}  // namespace

std::string coloured(const std::string& text, Colour colour) {
  const char* code = colour == Colour::green    ? "32"
                     : colour == Colour::yellow ? "33"
                     : colour == Colour::red    ? "31"
                                                : "1";
  return colour == Colour::none ? text : std::string{"\x1b["} + code + "m" + text + "\x1b[0m";
}

std::string text_table(const std::vector<Column>& columns,
                       const std::vector<std::vector<Cell>>& rows, const Look& look) {
  Layout layout{columns, rows};
  if (look.columns) layout.fit_into(*look.columns);
  std::vector<Cell> titles;
  for (const Column& column : columns) titles.push_back({column.title, Colour::bold});
  std::string text = layout.line(titles, look.colour);
  for (const auto& row : rows) text += layout.line(row, look.colour);
  return text;
}

}  // namespace rrlb
