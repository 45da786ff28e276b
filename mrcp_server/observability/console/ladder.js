// A ladder diagram: the peer on the left, the server on the right, time downwards, milliseconds between the arrows.
const SVG = "http://www.w3.org/2000/svg";
const NARROWEST = 380, WIDEST = 720, LEFT = 92, AFTER = 56, TOP = 34, STEP = 26;
const LETTER = 6.2;

/** As wide as there is room, so that letters keep their size. */
export function drawLadder(ladder, room) {
  const events = ladder.events;
  const width = Math.min(WIDEST, Math.max(NARROWEST, room));
  const right = width - AFTER;
  const height = TOP + STEP * (events.length + 1);
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}` });
  svg.append(
    text(LEFT, 18, "peer", "middle"), text(right, 18, "server", "middle"),
    node("line", { class: "lane", x1: LEFT, y1: 24, x2: LEFT, y2: height }),
    node("line", { class: "lane", x1: right, y1: 24, x2: right, y2: height }),
  );
  events.forEach((event, index) => svg.append(...arrow(event, events[index - 1], TOP + STEP * (index + 1), right)));
  return svg;
}

function arrow(event, before, y, right) {
  const label = shortened(event.label, Math.floor((right - LEFT - 24) / LETTER));
  const gap = before ? `+${milliseconds(event.ms - before.ms)}` : "";
  const parts = [text(LEFT - 10, y + 4, gap, "end", "soft"), text(right + 12, y + 4, event.protocol, "start", event.protocol)];
  if (event.direction === "note") {
    parts.push(node("circle", { class: event.protocol, cx: right, cy: y, r: 4 }), text(right - 12, y + 4, label, "end"));
    return parts;
  }
  const inwards = event.direction === "in";
  const [from, to, tip] = inwards ? [LEFT, right, -8] : [right, LEFT, 8];
  parts.push(
    node("line", { class: event.protocol, x1: from, y1: y, x2: to, y2: y }),
    node("path", { class: event.protocol, d: `M${to} ${y}l${tip} -4v8z` }),
    text((LEFT + right) / 2, y - 5, label, "middle"),
  );
  const title = node("title");
  title.textContent = `${event.label}\n${milliseconds(event.ms)} after the session began`;
  parts[parts.length - 1].append(title);
  return parts;
}

const milliseconds = (value) => value >= 10000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(1)} ms`;
const shortened = (label, most) => label.length > most ? `${label.slice(0, most - 1)}…` : label;

export function text(x, y, content, anchor, kind = "") {
  const element = node("text", { x, y, "text-anchor": anchor, class: kind });
  element.textContent = content;
  return element;
}

export function node(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
