// Where a card of a size goes, so that it is whole inside the viewport and, where there is room,
// beside its anchor instead of over it: below, above, right, left. Pure.

const GAP = 6; // px, from the anchor
const EDGE = 8; // px, to the viewport's edge

const within = (start, size, room) => Math.max(EDGE, Math.min(start, room - size - EDGE));

export function place(anchor, { width, height }, room) {
  const left = within(anchor.left, width, room.width);
  const top = within(anchor.top, height, room.height);
  if (anchor.bottom + GAP + height <= room.height - EDGE) return { left, top: anchor.bottom + GAP };
  if (anchor.top - GAP - height >= EDGE) return { left, top: anchor.top - GAP - height };
  if (anchor.right + GAP + width <= room.width - EDGE) return { left: anchor.right + GAP, top };
  if (anchor.left - GAP - width >= EDGE) return { left: anchor.left - GAP - width, top };
  return { left, top };
}
