"""Which references in comments, docstrings and documents lead nowhere.

Looked at is what stands in backticks and looks like ours (a path, a dotted name, a single word of code, a command), and
without backticks what can be nothing else: a path to a file of ours, a dotted name that begins with a package, a
method with its class.
"""

from __future__ import annotations

import ast
import contextlib
import io
import posixpath
import re
import shlex
import tokenize
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from mrcp_server.cli import _parser
from mrcp_server.config import Config
from tests.tree.imports import PACKAGES
from tests.tree.names import FOLDERS, Names, is_config_key, is_foreign, texts

REFUSED: Final = re.compile(r"field guide|\b(?:DESIGN|STYLE)\b")
"""Documents that are none of the tree's."""

FOREIGN: Final = frozenset(
    {
        *("BA2490", "II", "VIII", "www.example.com/a"),  # what prompts say
        *("play_and_detect_speech", "play_pcap_audio", "SynthAndRecog", "unimrcpclient"),  # IVRs' and test callers'
        *(
            "MRCPSynth",
            "MRCPRecog",
            "res_speech",
            "res_speech_unimrcp",
            "detect_speech",
            "umc",
            "mrcp.conf",
        ),  # likewise
        *("SYNTH_COMPLETION_CAUSE", "RECOG_INPUT", "RECOG_GRAMMAR", "SPEECH_TEXT", "vrm.client.SendSessionXML"),
        *("conf/unimrcpclient.xml", "client-profiles/unimrcp.xml", "autoload_configs/unimrcp.conf.xml"),
        *("t_espeak_callback", "JSON.stringify", "RunOptions.terminate"),  # libraries'
        *("lfilter", "scipy.signal.lfilter"),  # SciPy's, which is not installed
        *("sockaddr_in", "sockaddr_in6", "net.core.rmem_max", "CAP_SYS_NICE", "LimitRTPRIO"),  # Linux'
        *("audio/basic", "pcmu/8000", "dtmf/digits", "semantics/1.0", "semantics/1.0-literals"),  # no paths
        *(
            "swi-semantics/1.0",
            "lumenvox/1.0",
            "semantics-ms/1.0",
            "properties-ms/1.0",
            "semantics/1.0.2006",
        ),  # likewise
        *("bench/results", "mmsghdr", "protobuf"),  # written by the benchmarks; the kernel's; a package
    }
)
"""Names of others' that look like ours."""

_TICKED: Final = re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]+)\1(?!`)")
_ARGUMENTS: Final = re.compile(r"[({].*[)}]$")
"""`name(arguments)` is about the name, and `metric{labels}` about the metric."""
_PATH: Final = re.compile(r"[a-z_.][\w.-]*(/[\w.*-]+)+/?")
_FILE: Final = re.compile(r"\w[\w-]*\.(py|md|toml|svg|service)")
_DOTTED: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+…?")
_WORD: Final = re.compile(r"[^\W\d]\w+")
_NOT_OURS: Final = re.compile(r"(text|application|multipart|message)/.*|.*\.(wav|txt|json|onnx)")
"""Media types, and files of users."""
_OURS: Final = rf"(?:{'|'.join(FOLDERS)})"
_BARE: Final = re.compile(
    rf"(?<![\w./`])(?:{_OURS}(?:/[\w*-]+)+(?:\.\w+)?|{_OURS}(?:\.[^\W\d]\w*)+|[A-Z]\w*[a-z][A-Z]\w*\.[a-z_]\w+)"
)
"""A path, a dotted name, a method behind its class."""
_LINK: Final = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

_Check = Callable[[str, str], Iterable[str]]
"""Takes the path of a file and a text in it, gives what of the text leads nowhere."""


@dataclass(frozen=True, slots=True, repr=False)
class Checker:
    """Looks at one file after another, all of them against one tree's names."""

    names: Names

    def python(self, path: str, source: str) -> list[str]:
        """What leads nowhere in the docstrings and comments of a module, each as `path:line: what`."""
        pieces = [(node.lineno, str(node.value)) for node in texts(ast.parse(source))]
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        pieces += [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]
        return [fault for line, text in sorted(pieces) for fault in self._faults(path, line, text, self.prose)]

    def toml(self, path: str, source: str) -> list[str]:
        """The same for the comments and the values of a TOML file."""
        return self._faults(path, 1, source, self.prose)

    def markdown(self, path: str, source: str) -> list[str]:
        """The same for a document, with its links and the commands and settings in its blocks of code."""
        faults = []
        for block in _FENCE.finditer(source):
            check = {"console": self._console, "python": self._imports, "toml": self._settings}.get(block[1])
            if check is not None:
                faults += self._faults(path, source.count("\n", 0, block.start(2)) + 1, block[2], check)
        # Blocks are emptied and not cut out, so that lines keep their numbers.
        text = _FENCE.sub(lambda block: "\n" * block[0].count("\n"), source)
        return faults + self._faults(path, 1, text, lambda at, line: [*self.prose(at, line), *self._links(at, line)])

    def prose(self, path: str, text: str) -> Iterator[str]:
        """What in running text leads nowhere."""
        yield from (found[0] for found in REFUSED.finditer(text))
        for found in _TICKED.finditer(text):
            if not self._leads(path, name := _ARGUMENTS.sub("", found[2])):
                yield name
        for found in _BARE.finditer(_TICKED.sub("", text)):
            if not self._leads(path, found[0]):
                yield found[0]

    def _leads(self, path: str, name: str) -> bool:
        """Whether it is none of ours, or is there."""
        if name in FOREIGN or _NOT_OURS.fullmatch(name):
            return True
        if name.startswith("python -m "):
            return self.names.has(name.split()[2])
        if name.startswith(("mrcp-server ", "make ")):
            return self._is_command(name)
        if _PATH.fullmatch(name):
            return self._is_path(name)
        if _FILE.fullmatch(name):
            return self.names.has_path(name, beside=posixpath.dirname(path))
        if _DOTTED.fullmatch(name):
            return self.names.has(name)
        if name.startswith("[") and name.endswith("]"):
            return not name[1:-1].isidentifier() or name[1:-1] in Config.model_fields
        return not _WORD.fullmatch(name) or self.names.has_word(name) or is_foreign([name])

    def _is_path(self, name: str) -> bool:
        if "*" in name:
            return any(PurePosixPath(known).match(name) for known in self.names.paths)
        return self.names.has_path(name)

    def _is_command(self, line: str) -> bool:
        program, verb, *_ = line.split()
        if program == "mrcp-server":
            return _is_accepted([verb, "--help"])
        return verb in self.names.verbs

    def _console(self, path: str, text: str) -> Iterator[str]:
        """Lines that begin with a dollar sign are commands."""
        for line in text.splitlines():
            words = shlex.split(line.removeprefix("$ "), comments=True) if line.startswith("$ ") else []
            if words and words[0] == "make" and words[1] not in self.names.verbs:
                yield line
            if words and PurePosixPath(words[0]).name == "mrcp-server" and not _is_accepted(words[1:]):
                yield line

    def _imports(self, path: str, text: str) -> Iterator[str]:
        """Examples import what there is; other packages are their reader's."""
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in PACKAGES:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
                yield from (name for name in names if not self.names.has(name))

    def _settings(self, path: str, text: str) -> Iterator[str]:
        """Tables that the configuration has hold keys that it has; further ones are another file's."""
        for section, table in tomllib.loads(text).items():
            keys = [f"{section}.{key}" for key in table]
            yield from (key for key in keys if section != "project" and not is_config_key(key))

    def _links(self, path: str, text: str) -> Iterator[str]:
        for found in _LINK.finditer(text):
            target, _, anchor = found[1].partition("#")
            if re.match(r"\w+:", target):
                continue  # the rest of the world
            file = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            if file not in self.names.paths or (anchor and anchor not in self.names.anchors.get(file, ())):
                yield found[1]

    def _faults(self, path: str, first: int, text: str, check: _Check) -> list[str]:
        """What `check` finds, with the place where it stands first."""
        return [
            f"{path}:{first + text.count(chr(10), 0, max(0, text.find(fault)))}: {fault}"
            for fault in dict.fromkeys(check(path, text))
        ]


def _is_accepted(arguments: list[str]) -> bool:
    """Whether the command line understands it, and the configuration has the keys that it sets."""
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        try:
            options = _parser().parse_args(arguments)
        except SystemExit as ended:
            return ended.code == 0  # asked for help
    return all(is_config_key(setting.partition("=")[0]) for setting in getattr(options, "settings", ()))
