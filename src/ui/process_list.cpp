#include "ui/process_list.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "ui/table.hpp"

namespace berth::ui {

std::string process_table(const std::vector<ContainerProcesses>& containers) {
  std::vector<std::string> titles = {"SERVICE", "#"};
  constexpr std::size_t own = 2;
  for (const auto& container : containers) {
    if (container.processes.rows.empty()) continue;
    for (const auto& title : container.processes.titles) {
      if (std::find(titles.begin() + own, titles.end(), title) == titles.end()) titles.push_back(title);
    }
  }
  if (titles.size() == own) return {};
  Table table(titles, {.gap = 2, .narrowest = 4});
  for (const auto& container : containers) {
    for (const auto& row : container.processes.rows) {
      std::vector<std::string> cells(titles.size());
      cells[0] = container.service;
      cells[1] = fmt::format("{}", container.number);
      for (std::size_t i = 0; i < row.size() && i < container.processes.titles.size(); ++i) {
        const auto column = std::find(titles.begin() + own, titles.end(), container.processes.titles[i]);
        cells[static_cast<std::size_t>(column - titles.begin())] = row[i];
      }
      table.add_row(std::move(cells));
    }
  }
  return table.render();
}

}  // namespace berth::ui
