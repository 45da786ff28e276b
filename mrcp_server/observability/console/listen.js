// Try the recogniser: a file or the microphone, with a grammar (/v1/recognize) or without (/v1/audio/transcriptions).
const byId = (id) => document.getElementById(id);

export function listenPanel(headers) {
  let recorder = null;
  let recorded = null;

  byId("listen").addEventListener("submit", (event) => {
    event.preventDefault();
    const file = recorded ?? byId("recording").files[0];
    if (file) recognize(file); else say("choose a recording, or speak into the microphone");
  });
  byId("recording").addEventListener("change", () => { recorded = null; });
  byId("microphone").addEventListener("click", toggleMicrophone);

  function enable(recognizers) {
    byId("listen-fields").disabled = !recognizers.length;
    if (!recognizers.length) say("no recogniser is configured");
    else if (byId("heard").textContent === "no recogniser is configured") say("");
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
      say(`no microphone: ${error.message}`);
    }
  }

  function pressed(on) {
    byId("microphone").setAttribute("aria-pressed", String(on));
    if (on) say("listening; press again to end");
  }

  async function recognize(file) {
    say("…");
    const grammar = byId("grammar").value.trim();
    const form = new FormData();
    form.set("file", file);
    form.set("language", byId("language").value);
    if (grammar) form.set("grammar", grammar);
    else { form.set("model", "default"); form.set("response_format", "verbose_json"); }
    try {
      const path = grammar ? "/v1/recognize" : "/v1/audio/transcriptions";
      const answer = await fetch(path, { method: "POST", body: form, headers: headers() });
      say(JSON.stringify(await answer.json(), null, 2));
    } catch (error) {
      say(error.message);
    }
  }

  const say = (text) => { byId("heard").textContent = text; };
  return { enable, toggleMicrophone };
}
