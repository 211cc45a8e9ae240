// The page's icon in the browser's tab: the state by colour and by shape.

const SHAPES = {
  up: "<circle cx='8' cy='8' r='7' fill='#1a7f4b'/>",
  part: "<path d='M8 1l7.5 13.5H.5z' fill='#c77700'/>",
  down: "<path d='M1 1h14v14H1z' fill='#b42318'/>",
  unknown: "<circle cx='8' cy='8' r='5.5' fill='none' stroke='#778899' stroke-width='3'/>",
};
const OPEN = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>";

export function showIcon(link, wellness) {
  const svg = `${OPEN}${SHAPES[wellness] ?? SHAPES.unknown}</svg>`;
  const address = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  if (link.getAttribute("href") !== address) link.setAttribute("href", address);
}
