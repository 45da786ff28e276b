// Counters of the media plane and the engines, and the latency histograms.
import { node, text } from "./ladder.js";

export function drawFigures(body, figures) {
  body.replaceChildren(...figures.map((figure) => {
    const row = document.createElement("tr");
    row.title = figure.help;
    const labels = Object.values(figure.labels).join(" ");
    row.insertCell().textContent = figure.name.replaceAll("_", " ").replace(/ total$/, "") + (labels ? ` (${labels})` : "");
    row.insertCell().textContent = Number.isInteger(figure.value) ? figure.value : figure.value.toFixed(3);
    return row;
  }));
}

export function drawHistograms(select, place, histograms) {
  const names = histograms.map((one) => `${one.help}${one.title ? ` (${one.title})` : ""}`);
  if ([...select.options].map((option) => option.text).join() !== names.join()) {
    const chosen = select.value;
    select.replaceChildren(...names.map((name) => new Option(name, name)));
    if (names.includes(chosen)) select.value = chosen;
  }
  const shown = histograms[select.selectedIndex];
  place.replaceChildren(...(shown ? [bars(shown.buckets, place.clientWidth)] : []));
}

function bars(buckets, room) {
  const width = Math.min(600, Math.max(380, room)), height = 190, base = 150;
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}` });
  if (!buckets.some((bucket) => bucket.count)) svg.append(text(width / 2, base / 2, "nothing measured yet", "middle", "soft"));
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
  const step = width / buckets.length;
  buckets.forEach((bucket, index) => {
    const tall = bucket.count / most * (base - 24);
    svg.append(node("rect", { class: "bar", x: index * step + 2, y: base - tall, width: step - 4, height: Math.max(tall, 1) }));
    if (bucket.count) svg.append(text(index * step + step / 2, base - tall - 5, String(bucket.count), "middle"));
    svg.append(text(index * step + step / 2, base + 18, limit(bucket.le), "middle", "soft"));
  });
  return svg;
}

function limit(le) {
  return Number.isFinite(Number(le)) ? String(Number(le) * 1000) : "more";
}
