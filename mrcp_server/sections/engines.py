"""What speaks and hears, and the names it goes by."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator, model_validator

from mrcp_server.config_section import SECTION_RULES, PositiveFloat
from mrcp_server.stock_names import STOCK_RECOGNIZERS, STOCK_SYNTHESIZERS, STOCK_VOICES

AUTO = "auto"
"""As the name of an engine: the best there is."""
LanguageTag = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")]
"""BCP 47."""


class Aliases(BaseModel):
    """Names that clients of other vendors use, and what they mean here; entries are added to the built-in ones.

    A name may hold `*`. A voice is one of `mrcp-server voices`, or a gender with an optional number and language, as
    in `female 2 es`, with `rather` before it where a natural voice matters more; empty is the configured voice. A model
    is the name of an engine; empty is the configured one.
    """

    model_config = SECTION_RULES

    voices: dict[str, str] = STOCK_VOICES
    """Voices by the names that stock clients ask for."""
    synthesizers: dict[str, str] = STOCK_SYNTHESIZERS
    """Speaking engines by the names of stock models."""
    recognizers: dict[str, str] = STOCK_RECOGNIZERS
    """Listening engines by the names of stock models."""

    @field_validator("voices", "synthesizers", "recognizers")
    @classmethod
    def _add_to_the_built_in(cls, value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        built_in: dict[str, str] = cls.model_fields[info.field_name or ""].default
        return {**built_in, **{name.lower(): meaning for name, meaning in value.items()}}


class RecognitionModel(BaseModel):
    """A recognition model for a language; its folder alone says as much as a table with only that."""

    model_config = SECTION_RULES

    folder: str
    """Folder of the model."""
    kind: str = ""
    """What the model is, where its files do not tell."""
    int8: bool = False
    """Take quantised files where there are others, too."""
    workers: Annotated[int, Field(ge=1, le=256)] = 1
    """Processes that run it, each with the model in memory."""
    options: dict[str, Any] = {}
    """Further arguments for sherpa-onnx, such as use_itn."""

    @model_validator(mode="before")
    @classmethod
    def _from_folder(cls, value: Any) -> Any:
        return {"folder": value} if isinstance(value, str) else value


class Engine(BaseModel):
    """Voices, recognisers and the processes they live in."""

    model_config = SECTION_RULES

    synthesizer: str = AUTO
    """Engine that speaks when nothing else is asked for; auto: hibari for English, where it can be had, else espeak."""
    synthesizers: list[str] = []
    """Further engines, such as those of packages; hibari, piper and kokoro join when they have files."""
    synthesizer_options: dict[str, dict[str, Any]] = {}
    """What each engine is made with, as in {buzz = {hz = 90}}."""
    workers: Annotated[int, Field(ge=0, le=256)] = 0
    """Engine processes; 0 is one a core."""
    language: str = "en-US"
    """Language of prompts that name none."""
    voice: str = ""
    """Voice of prompts that name none; empty takes the engine's voice for the language."""
    warm_voices: list[str] = []
    """Voices that are loaded before the server is ready; the default one always is."""
    voices_folder: str = ""
    """Where `mrcp-server voices --add` puts voices; empty: where a service, root or the user keeps data."""
    piper_folder: str = ""
    """Folder of Piper's voices, NAME.onnx and NAME.onnx.json each; empty: piper in `voices_folder`."""
    piper_genders: dict[str, Literal["male", "female", "neutral"]] = {}
    """Genders of those voices by name: their files do not tell."""
    hibari_folder: str = ""
    """Folder of further hibari voices, such as am_fenrir_v2.int8.onnx; empty: hibari in `voices_folder`."""
    kokoro_folder: str = ""
    """Folder of Kokoro's model and voices; empty: kokoro in `voices_folder`."""
    espeak_library: str = ""
    """Path of libespeak-ng; empty takes the one of the espeakng-loader wheel."""
    espeak_data: str = ""
    """Folder of espeak-ng-data; empty takes the wheel's."""
    onnx_providers: list[str] = []
    """Where neural models run, in order of preference, such as CUDAExecutionProvider; empty is the processor."""
    onnx_threads: Annotated[int, Field(ge=1, le=256)] = 1
    """Threads of one neural model; more than one takes cores from the other workers."""
    recognizer: str = "auto"
    """Engine that hears grammars and open speech; auto is moonshine where its model is sound, else sphinx."""
    recognizer_workers: Annotated[int, Field(ge=0, le=256)] = 0
    """Recogniser processes; 0 is one a core."""
    moonshine_folder: str = ""
    """Folder of a Moonshine model's three files; empty takes the English one of the moonshine-voice wheel."""
    moonshine_language: str = "en-US"
    """Language of that model."""
    sphinx_models: dict[str, str] = {}
    """Acoustic models beside the English one: language to folder, as in {"de-DE" = "/models/de"}."""
    models: dict[LanguageTag, RecognitionModel] = {}
    """Models for sherpa-onnx: language to folder, or to a table with folder, kind, int8, workers and options."""
    transcription_model: str = ""
    """Folder of one more such model, with recognizer_workers processes."""
    transcription_language: str = "en-US"
    """Language of that one."""
    piece_timeout_s: PositiveFloat = 10.0
    """How long one piece of at most 300 characters may take before its worker is replaced."""
    max_waiting: Annotated[int, Field(ge=1)] = 1000
    """Pieces that may wait for a worker; what comes then fails at once."""
    gains_file: str = ""
    """File that keeps how loud each voice is; empty measures them at every start."""
