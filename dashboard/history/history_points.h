// The points of a view for the history: one for each backend whose figures are not stale.
#pragma once

#include <vector>

#include "dashboard/history/points.h"
#include "dashboard/view/view.h"

namespace rrlb {

std::vector<HistoryPoint> history_points(const View& view);

}  // namespace rrlb
