"""The voices and models that stock clients of other vendors name, so that existing code runs unchanged.

These are the defaults of the `[aliases]` section, which says how a meaning is written. Names are lower case. They name
natural voices, so that being natural goes before the gender.
"""

STOCK_VOICES = {
    # OpenAI
    **dict.fromkeys(("alloy", "ballad", "fable"), "rather neutral"),
    **dict.fromkeys(("ash", "cedar", "echo", "onyx", "verse"), "rather male"),
    **dict.fromkeys(("coral", "marin", "nova", "sage", "shimmer"), "rather female"),
    # Deepgram, whose model is its voice
    **dict.fromkeys(
        (f"aura-{name}-en" for name in ("angus", "arcas", "helios", "orion", "orpheus", "zeus")), "rather male"
    ),
    **{f"aura*-{language}": f"rather female {language}" for language in ("de", "es", "fr", "it", "ja", "nl")},
    "aura-*": "rather female",
    "flux-*": "rather female",
    # ElevenLabs
    "21m00tcm4tlvdq8ikwam": "rather female",
    "exavitqu4vr4xnsdxmal": "rather female",
    "jbfqncbsd6rmkjvdrzzb": "rather male",
    "pninz6obpgdqgcfmajgb": "rather male",
    # Smallest
    **dict.fromkeys(("devansh", "kartik", "liam", "magnus"), "rather male"),
    **dict.fromkeys(("avery", "emily", "maithili", "meher", "sophia"), "rather female"),
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
