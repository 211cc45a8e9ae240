// What of a view goes into the history: each backend whose figures are fresh.
#pragma once

#include <vector>

#include "dashboard/history/points.h"
#include "dashboard/view/view.h"

namespace rrlb {

std::vector<HistoryPoint> history_points(const View& view);

}  // namespace rrlb
