// The line under the text: what will be said of it, asked of /v1/words when typing pauses. Nothing is spoken by that.
const PAUSE_MS = 300;
const LONGEST = 5000;
const byId = (id) => document.getElementById(id);

export function wordsLine(headers) {
  let timer = 0;
  let abort = null;

  for (const id of ["text", "voice", "key"]) {
    byId(id).addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, PAUSE_MS);
    });
  }
  show();

  async function show() {
    abort?.abort();
    const running = abort = new AbortController();
    const text = byId("text").value;
    if (!text.trim() || text.length > LONGEST) return draw([]);
    try {
      const answer = await fetch("/v1/words", {
        method: "POST", signal: running.signal, body: JSON.stringify({ text, voice: byId("voice").value }),
        headers: { "content-type": "application/json", ...headers() },
      });
      const told = await answer.json();
      // A document that is being typed is wrong until its end; a key may be still to come.
      if (answer.ok) draw(pieces(told.tokens), told.notes.join("\n"));
      else draw(answer.status === 401 ? [] : [told.error.message], "", true);
    } catch (error) {
      if (error.name !== "AbortError") draw([]);
    }
  }
}

/** What is said, with what was written another way marked, and signs of punctuation where they are. */
function pieces(tokens) {
  const found = [];
  for (const token of tokens) {
    if (token.said) {
      found.push(found.length ? " " : "", token.class === "word" ? token.said : reading(token));
    } else if (token.text && /^[.,;:!?…。，！？]/.test(token.text)) {
      found.push(token.text);
    }
  }
  return found;
}

function reading(token) {
  const shown = document.createElement("b");
  shown.textContent = token.said;
  shown.title = `${token.class}: ${token.text}`;
  shown.className = token.class;
  return shown;
}

function draw(content, notes = "", wrong = false) {
  const line = byId("words");
  line.replaceChildren(...content);
  line.title = notes;
  line.classList.toggle("wrong", wrong);
}
