"""The command line: serve · say · words · recognize · load · demo · voices · warm · evaluate · certificates ·
check-config.

Exit status 0: done; 1: the work failed; 2: the command or the configuration is wrong, or a port is in use.
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError
from mrcp_server.config import Config, ConfigError, load_config, render_config, shown_secrets
from mrcp_server.garbage_collection import put_off

if TYPE_CHECKING:
    from mrcp_server.client.security import ClientTls
    from mrcp_server.speaking.warming import Prompt

OK, FAILED, WRONG = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Runs one command and returns the exit status."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except ConfigError as error:
        print(f"mrcp-server: {error}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return FAILED
    except BrokenPipeError:
        # Whoever reads has seen enough (`| head`); at its end Python would flush once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mrcp-server", description="An MRCPv2 speech server for telephony.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    adders = (
        _add_serve, _add_say, _add_words, _add_recognize, _add_load, _add_demo, _add_voices, _add_warm, _add_evaluate,
        _add_certificates, _add_check,
    )  # fmt: skip
    for add in adders:
        add(commands)
    return parser


_Commands = Any  # argparse's own type for this is private


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE", help="TOML file; see conf/mrcp-server.toml")
    parser.add_argument(
        "--set", action="append", default=[], metavar="SECTION.KEY=VALUE", dest="settings", help="change one key"
    )


def _config(options: argparse.Namespace) -> Config:
    for name in shown_secrets(options.settings):
        text = "is a secret, and every user of this machine can read a command line; use a file or the environment"
        print(f"mrcp-server: warning: --set {name}: {text}", file=sys.stderr)
    return load_config(options.config, options.settings)


def _run_loop(work: Awaitable[int]) -> int:
    """Runs on uvloop where it can be had: twice the SIP rate."""

    async def main() -> int:
        return await work

    try:
        import uvloop
    except ImportError:
        return asyncio.run(main())
    return uvloop.run(main())


# --- serve -----------------------------------------------------------------------------------------------------------


def _add_serve(commands: _Commands) -> None:
    parser = commands.add_parser("serve", help="run the server until it is told to stop")
    _add_config(parser)
    parser.set_defaults(command=_serve)


def _serve(options: argparse.Namespace) -> int:
    put_off()
    from mrcp_server.observability.log import configure, note_of_drops, tell_foreign_text
    from mrcp_server.observability.standard_error import StandardError
    from mrcp_server.serving import serve

    config = _config(options)
    output = StandardError(note_of_drops)
    output.take_over(tell_foreign_text)
    configure(config.log.level, config.log.format, put=output.put)
    return _run_loop(serve(config, output, load=lambda: _config(options)))


def _say_progress(step: str) -> None:
    print(f"mrcp-server: starting {step}", file=sys.stderr, flush=True)


def _explain_failed_start(error: Exception) -> int:
    print(f"mrcp-server: cannot start: {error}", file=sys.stderr)
    return WRONG


# --- the client ------------------------------------------------------------------------------------------------------


def _add_server(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--server",
        default="sip:127.0.0.1:8060",
        metavar="SIP-URI",
        help="default %(default)s; sip:USER@HOST where a password is asked for, which is in MRCP_PASSWORD",
    )


def _add_srtp(parser: argparse.ArgumentParser, note: str = "") -> None:
    suite = "AES_CM_128_HMAC_SHA1_80"
    text = f"encrypt the audio (SRTP); suite {suite} unless another is named{note}"
    parser.add_argument("--srtp", nargs="?", const=suite, metavar="SUITE", help=text)


def _add_client(parser: argparse.ArgumentParser) -> None:
    _add_server(parser)
    parser.add_argument("--codec", default="PCMU", choices=["PCMU", "PCMA"], help="default %(default)s")
    _add_transport(parser)
    _add_srtp(parser)
    parser.add_argument("--timeout", type=float, default=10.0, metavar="S", help="for each answer; default %(default)s")
    parser.add_argument(
        "--header", action="append", default=[], metavar="NAME:VALUE", help="add an MRCP header to the request"
    )


def _add_transport(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--transport", choices=["udp", "tcp", "tls"], help="SIP transport; default from the URI, else udp"
    )
    parser.add_argument("--ca", default="", metavar="FILE", help="authorities of the server's certificate, as PEM")
    parser.add_argument("--certificate", default="", metavar="FILE", help="what to show the server: PEM, with its key")
    parser.add_argument(
        "--mrcp-tls", action=argparse.BooleanOptionalAction, help="MRCP over TLS; default: when SIP is over TLS"
    )


def _tls(options: argparse.Namespace) -> "ClientTls":
    from mrcp_server.client.security import ClientTls

    return ClientTls(options.ca, options.certificate, options.mrcp_tls)


def _headers(options: argparse.Namespace) -> list[tuple[str, str]]:
    pairs = [str(header).partition(":") for header in options.header]
    return [(name.strip(), value.strip()) for name, _, value in pairs]


def _add_say(commands: _Commands) -> None:
    parser = commands.add_parser("say", help="place a call, have a text spoken, write a WAV file")
    parser.add_argument("text", help="text, SSML, or the name of a file with either")
    parser.add_argument("--out", type=Path, metavar="WAV", help="where to write what was heard")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    _add_client(parser)
    parser.set_defaults(command=_say)


def _say(options: argparse.Namespace) -> int:
    from mrcp_server.client.commands import say

    return _run_loop(
        say(
            _text_or_file(options.text),
            server=options.server,
            out=options.out,
            headers=_headers(options),
            codec=options.codec,
            transport=options.transport,
            srtp=options.srtp,
            timeout_s=options.timeout,
            tls=_tls(options),
            as_json=options.json,
        )
    )


def _text_or_file(text: str) -> str:
    with contextlib.suppress(OSError, ValueError):  # too long for a file name, or with a NUL: a text
        file = Path(text)
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return text


def _add_recognize(commands: _Commands) -> None:
    parser = commands.add_parser("recognize", help="place a call, stream a WAV file, print what was understood")
    parser.add_argument("audio", type=Path, help="WAV file")
    chosen = parser.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--grammar", type=Path, metavar="FILE", help="SRGS grammar")
    chosen.add_argument("--builtin", metavar="NAME", help="built-in grammar, as in digits or dtmf/digits?length=4")
    _add_client(parser)
    parser.set_defaults(command=_recognize)


def _recognize(options: argparse.Namespace) -> int:
    from mrcp_server.client.commands import recognize

    return _run_loop(
        recognize(
            options.audio,
            server=options.server,
            grammar=options.grammar,
            builtin=options.builtin,
            headers=_headers(options),
            codec=options.codec,
            transport=options.transport,
            srtp=options.srtp,
            timeout_s=options.timeout,
            tls=_tls(options),
        )
    )


def _add_load(commands: _Commands) -> None:
    parser = commands.add_parser("load", help="place many calls at once and measure what they hear")
    _add_server(parser)
    parser.add_argument("--calls", type=int, default=100, help="default %(default)s")
    parser.add_argument("--rate", type=float, default=50.0, help="calls begun a second; default %(default)s")
    parser.add_argument("--hold", type=float, default=10.0, metavar="S", help="how long all play; default %(default)s")
    parser.add_argument("--text", default="", help="what every call speaks; default: each its own text")
    parser.add_argument("--codec", default="PCMU", choices=["PCMU", "PCMA"], help="default %(default)s")
    _add_transport(parser)
    _add_srtp(parser, "; packets are timed, and not decrypted")
    parser.add_argument("--health", default="http://127.0.0.1:8080", metavar="URL", help="a local server's HTTP door")
    parser.add_argument("--pid", type=int, help="a local server's control process, when it has no HTTP door")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(command=_load)


def _load(options: argparse.Namespace) -> int:
    from mrcp_server.client.commands import load
    from mrcp_server.client.load import LoadPlan

    plan = LoadPlan(
        server=options.server,
        calls=options.calls,
        rate=options.rate,
        hold_s=options.hold,
        text=options.text,
        codec=options.codec,
        transport=options.transport,
        tls=_tls(options),
        srtp=options.srtp,
        health_url=options.health or None,
        pid=options.pid,
    )
    return _run_loop(load(plan, as_json=options.json))


# --- both ------------------------------------------------------------------------------------------------------------


def _add_demo(commands: _Commands) -> None:
    parser = commands.add_parser(
        "demo", help="start a server, have it speak to a call and hear its own recording, stop"
    )
    parser.add_argument("--out", type=Path, default=Path("hello.wav"), metavar="WAV", help="default %(default)s")
    parser.add_argument("--text", default="", help="what is spoken")
    parser.set_defaults(command=_demo)


def _demo(options: argparse.Namespace) -> int:
    from mrcp_server.demo import SENTENCE, demonstrate
    from mrcp_server.observability.log import configure

    configure("warning", "auto")
    return _run_loop(demonstrate(options.out, options.text or SENTENCE))


def _add_voices(commands: _Commands) -> None:
    parser = commands.add_parser("voices", help="list the voices of the configured engines; add and remove voice files")
    parser.add_argument("--language", default="", metavar="TAG", help="only this language, as in en or de-AT")
    parser.add_argument(
        "--add",
        action="append",
        type=Path,
        metavar="FILE|FOLDER",
        help="check voice files or an archive, and add them",
    )
    parser.add_argument("--force", action="store_true", help="with --add: replace other files of the same names")
    parser.add_argument("--remove", action="append", metavar="NAME", help="delete the files of a voice or model")
    _add_config(parser)
    parser.set_defaults(command=_voices)


def _voices(options: argparse.Namespace) -> int:
    from mrcp_server.voice_files import commands

    config = _config(options)
    if options.remove or options.add:
        status = commands.remove(config, options.remove or [])
        return status or commands.add(config, options.add or [], replaces=options.force)
    return _run_loop(commands.list_voices(config, options.language))


def _add_words(commands: _Commands) -> None:
    parser = commands.add_parser(
        "words",
        help="show what will be said of a text, token by token",
        description="Show what will be said of a text, token by token with its class and its place, before a caller "
        "hears it. No server is needed. In a terminal columns are aligned; else a line has class, start-end, written "
        "and said, parted by tabulators.",
        epilog="exit status: 0 shown; 1 the text cannot be read, as SSML that is not valid; 2 the command is wrong",
    )
    parser.add_argument("text", help="text, SSML, the name of a file with either, or - for standard input")
    parser.add_argument("--language", default="", metavar="TAG", help="as in en-GB; default: engine.language")
    parser.add_argument(
        "--ssml", action="store_true", help="it is SSML, or text with elements in it; default: if it begins with <speak"
    )
    parser.add_argument("--json", action="store_true", help="print all that is known as JSON; see docs/wording.md")
    _add_config(parser)
    parser.set_defaults(command=_words)


def _words(options: argparse.Namespace) -> int:
    from engine.documents.errors import DocumentError
    from mrcp_server.speaking.words import WordsRequest, answer, is_tag
    from mrcp_server.speaking.words_table import tabbed, table

    config = _config(options)
    language = options.language or config.engine.language
    if not is_tag(language):
        raise ConfigError(f"--language {language}: is no BCP 47 tag, as in en-GB")
    try:
        text = _standard_input() if options.text == "-" else _text_or_file(options.text)
        if not text.strip():
            raise ConfigError("there is no text")
        ssml = True if options.ssml else None
        found = answer(WordsRequest(text, language, ssml, config.mrcp.markdown_in_text))
    except (OSError, UnicodeDecodeError, DocumentError) as error:
        print(f"mrcp-server: the text cannot be read: {error}", file=sys.stderr)
        return FAILED
    if options.json:
        print(json.dumps(found, indent=2), flush=True)
        return OK
    for line in (table if sys.stdout.isatty() else tabbed)(found):
        print(line)
    sys.stdout.flush()
    for note in found["notes"]:
        print(f"mrcp-server: {note}", file=sys.stderr)
    return OK


def _standard_input() -> str:
    """All of it. Raises OSError, UnicodeDecodeError."""
    return sys.stdin.buffer.read().decode("utf-8")


def _add_warm(commands: _Commands) -> None:
    parser = commands.add_parser("warm", help="speak an IVR's prompts into the prompt cache, beforehand")
    parser.add_argument(
        "prompts", nargs="+", type=Path, metavar="FILE", help="a prompt a line, an SSML document, or a folder of them"
    )
    parser.add_argument("--voice", default="", metavar="NAME", help="default: the configured one")
    parser.add_argument(
        "--codec", action="append", metavar="NAME", choices=["PCMU", "PCMA", "G722", "L16", "L16/16000"],
        help="what callers will speak; may be repeated; default PCMU",
    )  # fmt: skip
    _add_config(parser)
    parser.set_defaults(command=_warm)


def _warm(options: argparse.Namespace) -> int:
    from mrcp_server.speaking.warming import read_prompts

    config = _config(options)
    if not config.cache.directory:
        raise ConfigError("cache.directory: must be set to fill it")
    try:
        prompts = read_prompts(options.prompts)
    except (OSError, ValueError) as error:
        print(f"mrcp-server: {error}", file=sys.stderr)
        return FAILED
    return _run_loop(_warm_cache(config, prompts, options.codec or ["PCMU"], options.voice))


async def _warm_cache(config: Config, prompts: "list[Prompt]", codecs: Sequence[str], voice: str) -> int:
    from tqdm import tqdm

    from mrcp_server.call.media import codec_format
    from mrcp_server.speaking.warming import warm

    formats = list(dict.fromkeys(codec_format(codec) for codec in codecs))
    with tqdm(total=len(prompts) * len(formats), unit="prompt", disable=None) as bar:
        try:
            outcome = await warm(config, prompts, formats, voice=voice, progress=bar.update)
        except (OSError, EngineError) as error:
            return _explain_failed_start(error)
    for failure in outcome.failures:
        print(f"mrcp-server: {failure}", file=sys.stderr)
    print(f"{len(prompts)} prompts: {outcome.made} sentences made, {outcome.known} there before", flush=True)
    return FAILED if outcome.failures else OK


def _add_evaluate(commands: _Commands) -> None:
    parser = commands.add_parser("evaluate", help="compare recognisers on recordings of your own")
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="recordings, with what was said in NAME.txt beside each"
    )
    parser.add_argument(
        "--grammar", default="", metavar="FILE|URI", help="for those without their own; default: open speech"
    )
    parser.add_argument(
        "--engine",
        action="append",
        default=[],
        metavar="NAME",
        help="may be repeated; default: those the server starts",
    )
    parser.add_argument("--threshold", type=float, default=0.5, metavar="0…1", help="confidence; default %(default)s")
    parser.add_argument("--language", default="", metavar="TAG", help="default: engine.language")
    parser.add_argument("--at-once", type=int, default=1, metavar="N", help="callers at a time; default %(default)s")
    parser.add_argument("--realtime", action="store_true", help="send audio as a line does, not as fast as possible")
    parser.add_argument("--telephone", action="store_true", help="bring recordings to 8 kHz G.711 first")
    parser.add_argument("--wrong", action="store_true", help="print each recording that did not come right")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures and each recording's outcome")
    _add_config(parser)
    parser.set_defaults(command=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    from mrcp_server.evaluation.command import MOST_AT_ONCE, run_evaluation
    from mrcp_server.evaluation.evaluate import EvaluationPlan
    from mrcp_server.observability.log import configure

    if not options.folder.is_dir():
        raise ConfigError(f"{options.folder}: is no folder")
    if not 0 <= options.threshold <= 1:
        raise ConfigError(f"--threshold {options.threshold:g}: is not between 0 and 1")
    if not 1 <= options.at_once <= MOST_AT_ONCE:
        raise ConfigError(f"--at-once {options.at_once}: is not between 1 and {MOST_AT_ONCE}")
    configure("warning", "auto")
    plan = EvaluationPlan(
        options.folder,
        grammar=options.grammar,
        language=options.language,
        threshold=options.threshold,
        at_once=options.at_once,
        realtime=options.realtime,
        telephone=options.telephone,
    )
    return _run_loop(
        run_evaluation(_config(options), plan, engines=options.engine, json_file=options.json, wrong=options.wrong)
    )


def _add_certificates(commands: _Commands) -> None:
    parser = commands.add_parser(
        "certificates", help="make an authority and certificates to try TLS with, and say what goes where"
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where to put them")
    parser.add_argument(
        "--name",
        action="append",
        metavar="HOST",
        help="name or address of the server; may be repeated; default localhost",
    )
    parser.add_argument("--days", type=int, default=365, metavar="N", help="how long they last; default %(default)s")
    parser.add_argument("--force", action="store_true", help="replace those that are there; the authority stays")
    parser.set_defaults(command=_certificates)


def _certificates(options: argparse.Namespace) -> int:
    from mrcp_server.certificates.commands import make

    if not 1 <= options.days <= 10_000:
        raise ConfigError(f"--days {options.days}: is not between 1 and 10000")
    return make(options.folder, options.name or ["localhost", "127.0.0.1"], options.days, replaces=options.force)


def _add_check(commands: _Commands) -> None:
    parser = commands.add_parser("check-config", help="check a configuration and its engines, and print it")
    parser.add_argument("--defaults", action="store_true", help="print the defaults instead")
    parser.add_argument("--no-engines", action="store_true", help="do not load the engines to see whether they work")
    _add_config(parser)
    parser.set_defaults(command=_check)


def _check(options: argparse.Namespace) -> int:
    config = Config() if options.defaults else _config(options)
    print(render_config(config), end="", flush=True)
    if options.defaults or options.no_engines:
        return OK
    return _run_loop(_check_engines(config))


async def _check_engines(config: Config) -> int:
    from mrcp_server.engine_check import engine_faults

    faults = await engine_faults(config)
    for fault in faults:
        print(f"mrcp-server: {fault}", file=sys.stderr)
    return WRONG if faults else OK
