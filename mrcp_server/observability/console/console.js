// The page: asks for the state once a second while it is seen, and hands the parts to those who draw them.
import { listenPanel } from "./listen.js";
import { drawFigures, drawHistograms } from "./figures.js";
import { sessionsPanel } from "./sessions.js";
import { speakPanel } from "./speak.js";
import { wordsLine } from "./words.js";

const REFRESH_MS = 1000;
const byId = (id) => document.getElementById(id);

const speak = speakPanel(headers);
const listen = listenPanel(headers);
const sessions = sessionsPanel(headers);

/** What every request carries: the key, when one was typed. */
function headers() {
  const key = byId("key").value.trim();
  return key ? { authorization: `Bearer ${key}` } : {};
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/console/state", { headers: headers() });
    if (answer.status === 401) {
      byId("key-label").hidden = false;
      showStatus("needs an API key", "down");
    } else {
      show(await answer.json());
    }
  } catch {
    showStatus("no answer", "down");
  }
}

function show(state) {
  byId("version").textContent = state.version;
  showStatus(state.unready || "ready", state.unready ? "down" : "ready");
  speak.showVoices(state.voices);
  listen.enable(state.recognizers);
  sessions.show(state.sessions, state.recent);
  drawFigures(byId("figures").tBodies[0], state.figures);
  drawHistograms(byId("histogram"), byId("histogram-bars"), state.histograms);
}

/** A link carries no key: then the figures are fetched with it, and shown from here. */
async function showMetrics(event) {
  if (byId("key-label").hidden) return;
  event.preventDefault();
  const answer = await fetch("/metrics", { headers: headers() });
  const text = new Blob([await answer.text()], { type: "text/plain" });
  window.open(URL.createObjectURL(text), "_blank", "noopener");
}

function showStatus(text, kind) {
  byId("status").textContent = text;
  byId("status").className = kind;
}

const KEYS = {
  "/": () => byId("text").focus(),
  "?": () => byId("help").showModal(),
  "m": () => listen.toggleMicrophone(),
  "j": () => sessions.move(1),
  "k": () => sessions.move(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") speak.stop();
  if (event.key === "Enter" && event.ctrlKey) (event.target.closest("#listen") ? listen : speak).start();
  const typing = event.target.closest("input, textarea, select, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

byId("key").value = sessionStorage.getItem("key") ?? "";
byId("key").addEventListener("input", (event) => sessionStorage.setItem("key", event.target.value));
byId("key").addEventListener("change", refresh);
byId("metrics-link").addEventListener("click", showMetrics);
byId("help-button").addEventListener("click", KEYS["?"]);
document.addEventListener("visibilitychange", refresh);
setInterval(refresh, REFRESH_MS);
refresh();
wordsLine(headers);
