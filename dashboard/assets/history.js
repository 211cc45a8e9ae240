// Stands in until the history is there.
export function startHistory(section) {}
