"""Which class speaks for which kind of service, as "module:class": only the worker imports it."""

SYNTHESIZERS = {
    "azure": "engine.voices.remote.azure:AzureSynthesizer",
    "deepgram": "engine.voices.remote.deepgram:DeepgramSynthesizer",
    "elevenlabs": "engine.voices.remote.elevenlabs:ElevenLabsSynthesizer",
    "openai": "engine.voices.remote.openai:OpenAiSynthesizer",
    "wyoming": "engine.voices.remote.wyoming:WyomingSynthesizer",
}
