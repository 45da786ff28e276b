"""sherpa-onnx: transcripts by any model that it knows, whose files are the user's.

Loading files that are not what they seem may end the process: the worker is where that may happen, and it tries its
model before it is ready.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError, LanguageUnsupportedError
from engine.recognition import Abilities, RecognitionSpec, matching_language
from engine.recognizers.sherpa.model_folder import find_model
from engine.recognizers.sherpa.streaming import StreamingModel
from engine.recognizers.sherpa.whole import WholeModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.recognition import Listener
    from engine.recognizers.sherpa.model_folder import ModelFolder

_RATES_HZ = {"tdnn-ctc": 8000}
"""Of audio that whole utterances are given in; 16000 for all others."""
_AUTOMATIC = ""
"""For models that tell the language themselves."""


class SherpaRecognizer:
    """The engine.

    Args:
        folder: of the model.
        language: that it recognises, or several, BCP 47; models do not tell themselves.
        kind: what the model is, one of `kinds.KINDS`; empty: what its files tell.
        int8: take the quantised files where both kinds are there.
        threads: of one worker.
        tail_ms: silence put behind the audio of a final ask, for streaming models.
        window_s: the longest stretch that a model for whole utterances is given at once.
        options: further arguments for sherpa-onnx' factory of this kind, such as use_itn.

    Raises:
        EngineError: sherpa-onnx is not installed, the folder is not a model's, or an option does not exist.
    """

    def __init__(
        self,
        folder: str,
        language: str | Sequence[str] = "en-US",
        *,
        kind: str = "",
        int8: bool = False,
        threads: int = 1,
        decoding_method: str = "greedy_search",
        tail_ms: int = 800,
        window_s: float = 20.0,
        **options: Any,
    ) -> None:
        self._languages = (language,) if isinstance(language, str) else tuple(language)
        found = find_model(folder, kind=kind, int8=int8)
        found.check_languages(self._languages)
        settings = {"num_threads": threads, "provider": "cpu", "decoding_method": decoding_method, **options}
        made = _load(found, self._languages, settings)
        self._model: StreamingModel | WholeModel
        if found.traits.streaming:
            self._model = StreamingModel(made, tail_ms)
        else:
            self._model = WholeModel(made, _RATES_HZ.get(found.kind, 16000), window_s)
        self._try(found)

    def _try(self, found: ModelFolder) -> None:
        """What is wrong with a model shows in its first run, and is better shown here."""
        noise = np.random.default_rng(0).integers(-300, 300, 16000, np.int16)
        try:
            if isinstance(self._model, WholeModel):
                self._model.decode(noise, 16000)
                return
            warm = self._model.open(RecognitionSpec(self._languages[0], 16000, transcribe=True))
            warm.push(noise)
            warm.ask(final=True)
            warm.close()
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"the {found.kind} model in {str(found.folder)!r}: {error}") from error

    def abilities(self) -> Abilities:
        return Abilities(transcription=self._languages)

    def open(self, spec: RecognitionSpec) -> Listener:
        if matching_language(spec.language, self._languages) is None:
            raise LanguageUnsupportedError(spec.language, "recognition model")
        return self._model.open(spec)

    def work(self) -> bool:
        return self._model.work()

    def close(self) -> None:
        self._model.close()


def _load(found: ModelFolder, languages: Sequence[str], settings: dict[str, Any]) -> Any:
    """sherpa-onnx' recogniser for a model. Raises EngineError, or ends the process."""
    try:
        import sherpa_onnx
    except ImportError as error:
        raise EngineError(f"this needs sherpa-onnx (pip install 'mrcp-server[speech]'): {error}") from error
    traits = found.traits
    maker = sherpa_onnx.OnlineRecognizer if traits.streaming else sherpa_onnx.OfflineRecognizer
    factory = getattr(maker, traits.factory, None)
    if factory is None:
        raise EngineError(f"sherpa-onnx {sherpa_onnx.__version__} knows no {found.kind} models; a newer one may")
    names = dict(traits.arguments)
    arguments: dict[str, Any] = {names.get(role, role): str(file) for role, file in found.files.items()}
    arguments |= dict(traits.settings)
    for name, key in traits.from_metadata:
        if found.metadata.get(key, "").isdigit():
            arguments[name] = int(found.metadata[key])
    told = {language.replace("_", "-").partition("-")[0].casefold() for language in languages}
    arguments |= dict.fromkeys(traits.language_arguments, told.pop() if len(told) == 1 else _AUTOMATIC)
    try:
        return factory(**arguments | settings)
    except (RuntimeError, ValueError, TypeError) as error:
        raise EngineError(f"the {found.kind} model in {str(found.folder)!r}: {error}") from error
