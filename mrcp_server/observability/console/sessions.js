// Live and recent sessions, and the ladder of the one that is chosen.
import { drawLadder } from "./ladder.js";

const SHORT_ID = 12;
const byId = (id) => document.getElementById(id);

export function sessionsPanel(headers) {
  let chosen = null;
  let shown = [];
  let drawn = "";

  function show(live, recent) {
    const figures = new Map(live.map((row) => [row.session, row]));
    const known = new Set(recent.map((row) => row.session));
    shown = [...live.filter((row) => !known.has(row.session)).map((row) => ({ ...row, live: true })), ...recent];
    const rows = shown.map((row) => rowOf(row, figures.get(row.session)));
    keepFocus(() => byId("sessions").tBodies[0].replaceChildren(...rows));
    byId("no-sessions").hidden = shown.length > 0;
    byId("session-count").textContent = `${live.length} live, ${recent.length - recent.filter((row) => row.live).length} ended`;
    if (chosen) refreshLadder();
  }

  function rowOf(row, live) {
    const line = document.createElement("tr");
    line.className = row.live ? "" : "ended";
    line.ariaSelected = String(row.session === chosen);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = row.session.slice(0, SHORT_ID);
    button.title = row.session;
    button.dataset.session = row.session;
    button.addEventListener("click", () => choose(row.session));
    const details = Object.entries(live?.figures ?? {}).map(([name, value]) => `${name} ${value}`).join(", ");
    const state = live?.state ?? (row.live ? "live" : `ended after ${row.lasted_s} s`);
    line.append(cell(button), cell(row.peer), cell(state), cell(`${Math.round(row.age_s)} s`), cell(details));
    return line;
  }

  function cell(content) {
    const data = document.createElement("td");
    data.append(content);
    return data;
  }

  function choose(session) {
    chosen = session;
    drawn = "";
    for (const button of byId("sessions").querySelectorAll("button")) {
      button.closest("tr").ariaSelected = String(button.dataset.session === session);
    }
    refreshLadder();
  }

  function move(step) {
    if (!shown.length) return;
    const at = shown.findIndex((row) => row.session === chosen);
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + step))];
    choose(next.session);
    byId("sessions").querySelector(`button[data-session="${CSS.escape(next.session)}"]`)?.focus();
  }

  async function refreshLadder() {
    const session = chosen;
    const answer = await fetch(`/console/sessions/${encodeURIComponent(session)}`, { headers: headers() });
    if (session !== chosen) return;
    if (!answer.ok) {
      byId("ladder-title").textContent = `${session}: forgotten`;
      byId("ladder").replaceChildren();
      return;
    }
    const ladder = await answer.json();
    const room = byId("ladder").clientWidth;
    const signature = `${session} ${ladder.events.length} ${ladder.live} ${room}`;
    if (signature === drawn) return;
    drawn = signature;
    byId("ladder-title").textContent = `${session}, ${ladder.peer}${ladder.live ? "" : ", ended"}`;
    byId("ladder").replaceChildren(drawLadder(ladder, room));
  }

  /** Rows are made anew each second; who was at one with the keyboard stays there. */
  function keepFocus(change) {
    const focused = document.activeElement?.dataset?.session;
    change();
    if (focused) byId("sessions").querySelector(`button[data-session="${CSS.escape(focused)}"]`)?.focus();
  }

  return { show, move };
}
