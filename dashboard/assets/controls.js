// Stands in until the controls is there.
export function startControls() {}
