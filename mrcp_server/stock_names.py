"""The voices and models that stock clients of other vendors name, so that existing code runs unchanged.

These are the defaults of the `[aliases]` section, which says how a meaning is written. Names are lower case.
"""

STOCK_VOICES = {
    # OpenAI
    **dict.fromkeys(("alloy", "ballad", "fable"), "neutral"),
    **dict.fromkeys(("ash", "cedar", "echo", "onyx", "verse"), "male"),
    **dict.fromkeys(("coral", "marin", "nova", "sage", "shimmer"), "female"),
    # Deepgram, whose model is its voice
    **dict.fromkeys((f"aura-{name}-en" for name in ("angus", "arcas", "helios", "orion", "orpheus", "zeus")), "male"),
    **{f"aura*-{language}": f"female {language}" for language in ("de", "es", "fr", "it", "ja", "nl")},
    "aura-*": "female",
    "flux-*": "female",
    # ElevenLabs
    "21m00tcm4tlvdq8ikwam": "female",
    "exavitqu4vr4xnsdxmal": "female",
    "jbfqncbsd6rmkjvdrzzb": "male",
    "pninz6obpgdqgcfmajgb": "male",
    # Smallest
    **dict.fromkeys(("devansh", "kartik", "liam", "magnus"), "male"),
    **dict.fromkeys(("avery", "emily", "maithili", "meher", "sophia"), "female"),
    # anybody's
    "default": "",
}

STOCK_SYNTHESIZERS = {
    "tts-1": "",
    "tts-1-hd": "",
    "gpt-4o-mini-tts*": "",
    "aura*": "",
    "flux-*": "",
    "eleven_*": "",
    "lightning*": "",
    "default": "",
}

STOCK_RECOGNIZERS = {
    "whisper*": "",
    "gpt-4o-transcribe*": "",
    "gpt-4o-mini-transcribe*": "",
    "nova*": "",
    "flux-*": "",
    "enhanced*": "",
    "base*": "",
    "scribe_*": "",
    "pulse*": "",
    "default": "",
}
