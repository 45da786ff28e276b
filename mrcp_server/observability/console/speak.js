// Try a voice: the text goes to /v1/audio/speech as events, so that the server's own times come with the audio.
const RATE_HZ = 24000;
const byId = (id) => document.getElementById(id);

export function speakPanel(headers) {
  let abort = null;
  let listed = 0;
  const audio = byId("audio");

  byId("speak").addEventListener("submit", (event) => {
    event.preventDefault();
    start();
  });
  byId("stop-button").addEventListener("click", stop);
  audio.addEventListener("ended", () => { byId("stop-button").disabled = true; });
  audio.addEventListener("play", () => { byId("stop-button").disabled = false; });
  byId("speed").addEventListener("input", (event) => { byId("speed-value").textContent = event.target.value; });

  async function start() {
    stop();
    const running = abort = new AbortController();
    byId("stop-button").disabled = false;
    say("");
    try {
      await speak(running.signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      say(error.message, true);
      if (running === abort) stop();
    }
  }

  function stop() {
    abort?.abort();
    abort = null;
    audio.pause();
    byId("stop-button").disabled = true;
  }

  async function speak(signal) {
    const began = performance.now();
    const body = {
      model: "default", voice: byId("voice").value || "default", input: byId("text").value,
      speed: Number(byId("speed").value), response_format: "pcm", stream_format: "sse",
    };
    const answer = await fetch("/v1/audio/speech", {
      method: "POST", signal, body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers() },
    });
    if (!answer.ok) throw new Error((await answer.json()).error.message);
    const parts = [];
    let firstHere = null;
    for await (const event of events(answer.body)) {
      if (event.type === "error") throw new Error(event.error.message);
      if (event.type === "speech.audio.done") {
        showTimes(event.timing, firstHere, samplesOf(parts) / RATE_HZ);
      } else {
        firstHere ??= performance.now() - began;
        parts.push(Uint8Array.from(atob(event.audio), (character) => character.charCodeAt(0)));
        drawWaveform(byId("waveform"), parts);
      }
    }
    play(parts);
  }

  function play(parts) {
    URL.revokeObjectURL(audio.src);
    audio.src = URL.createObjectURL(new Blob([wavHeader(samplesOf(parts)), ...parts], { type: "audio/wav" }));
    audio.play().catch((error) => say(`the browser does not play by itself: ${error.message}`));
  }

  /** The list is long, so it is asked for only when their number has changed. */
  async function showVoices(count) {
    if (count === listed) return;
    listed = count;
    const voices = await (await fetch("/console/voices", { headers: headers() })).json();
    byId("voices").replaceChildren(...voices.map((voice) => new Option(voice.language, voice.name)));
  }

  return { start, stop, showVoices };
}

/** The JSON objects of a text/event-stream, as they come. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (pending + value).split("\n\n");
    pending = blocks.pop();
    for (const block of blocks) yield JSON.parse(block.replace(/^data: /, ""));
  }
}

const samplesOf = (parts) => parts.reduce((sum, part) => sum + part.length, 0) / 2;

function showTimes(timing, firstHere, seconds) {
  const ms = (value) => value === undefined || value === null ? "–" : `${value.toFixed(1)} ms`;
  const cells = byId("times").tBodies[0].rows[0].cells;
  const shown = [timing.text_ready_ms, timing.first_audio_ms, timing.first_packet_ms, timing.last_packet_ms, firstHere];
  shown.forEach((value, index) => { cells[index].textContent = ms(value); });
  cells[5].textContent = `${seconds.toFixed(2)} s`;
  byId("times").title = `utterance ${timing.id}`;
}

function say(message, wrong = false) {
  byId("speak-message").textContent = message;
  byId("speak-message").classList.toggle("wrong", wrong);
}

/** The highest and lowest sample of each column. */
export function drawWaveform(canvas, parts) {
  const pen = canvas.getContext("2d");
  const { width, height } = canvas;
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = getComputedStyle(canvas).color;
  const all = new Uint8Array(samplesOf(parts) * 2);
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  const samples = new Int16Array(all.buffer);
  for (let column = 0; column < width && samples.length; column++) {
    const from = Math.floor(column * samples.length / width);
    const to = Math.max(from + 1, Math.floor((column + 1) * samples.length / width));
    let low = 0, high = 0;
    for (let index = from; index < to; index++) {
      low = Math.min(low, samples[index]);
      high = Math.max(high, samples[index]);
    }
    const top = height / 2 - high * height / 65536 * 2;
    pen.fillRect(column, top, 1, Math.max(1, (high - low) * height / 65536 * 2));
  }
}

function wavHeader(samples) {
  const view = new DataView(new ArrayBuffer(44));
  const text = (at, value) => [...value].forEach((character, index) => view.setUint8(at + index, character.charCodeAt(0)));
  text(0, "RIFF"); view.setUint32(4, 36 + samples * 2, true); text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
  view.setUint32(24, RATE_HZ, true); view.setUint32(28, RATE_HZ * 2, true);
  view.setUint16(32, 2, true); view.setUint16(34, 16, true);
  text(36, "data"); view.setUint32(40, samples * 2, true);
  return view;
}
