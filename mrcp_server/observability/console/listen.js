// Try the recogniser: a file or the microphone, with a grammar (/v1/recognize) or without (/v1/audio/transcriptions).
const NONE = "No recogniser is configured.";
const byId = (id) => document.getElementById(id);

export function listenPanel(headers) {
  let recorder = null;
  let recorded = null;

  byId("listen").addEventListener("submit", (event) => {
    event.preventDefault();
    start();
  });
  byId("recording").addEventListener("change", () => { recorded = null; });
  byId("microphone").addEventListener("click", toggleMicrophone);

  function start() {
    const file = recorded ?? byId("recording").files[0];
    if (file) recognize(file); else say("Choose a recording, or speak into the microphone.");
  }

  function enable(recognizers) {
    byId("listen-fields").disabled = !recognizers.length;
    if (!recognizers.length) say(NONE);
    else if (byId("heard").textContent === NONE) say("");
  }

  async function toggleMicrophone() {
    if (byId("listen-fields").disabled) return;
    if (recorder) {
      recorder.stop();
      return;
    }
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const parts = [];
      recorder = new MediaRecorder(stream);
      recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
      recorder.addEventListener("stop", () => {
        stream.getTracks().forEach((track) => track.stop());
        recorded = new File(parts, "microphone.webm", { type: recorder.mimeType });
        recorder = null;
        pressed(false);
        recognize(recorded);
      });
      recorder.start();
      pressed(true);
    } catch (error) {
      // Browsers give no microphone to pages of other hosts that came without TLS.
      say(`No microphone: ${navigator.mediaDevices ? error.message : "this page must come over https for it"}`, true);
    }
  }

  function pressed(on) {
    byId("microphone").setAttribute("aria-pressed", String(on));
    if (on) say("Listening; press again to end.");
  }

  async function recognize(file) {
    say("Recognising …");
    byId("listen-button").disabled = true;
    const grammar = byId("grammar").value.trim();
    const form = new FormData();
    form.set("file", file);
    form.set("language", byId("language").value);
    if (grammar) form.set("grammar", grammar);
    else { form.set("model", "default"); form.set("response_format", "verbose_json"); }
    try {
      const path = grammar ? "/v1/recognize" : "/v1/audio/transcriptions";
      const answer = await fetch(path, { method: "POST", body: form, headers: headers() });
      tell(await answer.json());
    } catch (error) {
      say(error.message, true);
    } finally {
      byId("listen-button").disabled = false;
    }
  }

  /** What was said in words, and the whole answer for who wants to see it. */
  function tell(answer) {
    if (answer.error) {
      say(answer.error.message, true);
      return;
    }
    const sure = answer.confidence ? ` (confidence ${answer.confidence.toFixed(2)})` : "";
    say(answer.text ? `“${answer.text}”${sure}` : nothing(answer));
    byId("heard-answer").textContent = JSON.stringify(answer, null, 2);
    byId("heard-details").hidden = false;
  }

  const nothing = (answer) =>
    answer.rejected?.text ? `Not in the grammar; nearest to “${answer.rejected.text}”.` : "Nothing was understood.";

  function say(text, wrong = false) {
    byId("heard").textContent = text;
    byId("heard").classList.toggle("wrong", wrong);
    byId("heard-details").hidden = true;
  }

  return { enable, start, toggleMicrophone };
}
