"""The configuration: one model a section, read from TOML, the environment and `--set`, in that order.

Most models are in `sections`. Packages below receive plain values, never a `Config`. Every error names the key as the
user wrote it.
"""

from __future__ import annotations

import inspect
import ipaddress
import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from engine.registry import ENTRY_POINT_GROUP, RECOGNIZER_GROUP
from engine.registry import names as engine_names
from mrcp_server.config_section import SECTION_RULES, Secret
from mrcp_server.remote_config import RemoteService
from mrcp_server.sections.content import OWN, Cache, Fetch, Waveforms
from mrcp_server.sections.doors import Http, MarkerPolicy, Mrcp, Rtp, Sip
from mrcp_server.sections.engines import AUTO, Aliases, Engine, RecognitionModel
from mrcp_server.sections.running import Limits, Log, Restart
from mrcp_server.source_config import Sources
from mrcp_server.tls_config import Tls

__all__ = [
    "AUTO",
    "ENVIRONMENT_PREFIX",
    "OWN",
    "Aliases",
    "Cache",
    "Config",
    "ConfigError",
    "Engine",
    "Fetch",
    "Http",
    "Limits",
    "Log",
    "MarkerPolicy",
    "Mrcp",
    "RecognitionModel",
    "Restart",
    "Rtp",
    "Sip",
    "Waveforms",
    "is_loopback",
    "load_config",
    "render_config",
    "shown_secrets",
]

ENVIRONMENT_PREFIX = "MRCP_SERVER__"
_NAMED_SECTIONS: dict[str, type[BaseModel]] = {"remote": RemoteService}
"""Sections of which there may be many, `[remote.NAME]`."""

ServiceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]


class ConfigError(ValueError):
    """The configuration cannot be used; the text names the key and what is wrong with it."""


class Config(BaseModel):
    """All sections."""

    model_config = SECTION_RULES

    sip: Sip = Sip()
    mrcp: Mrcp = Mrcp()
    rtp: Rtp = Rtp()
    http: Http = Http()
    tls: Tls = Tls()
    engine: Engine = Engine()
    remote: dict[ServiceName, RemoteService] = {}
    aliases: Aliases = Aliases()
    fetch: Fetch = Fetch()
    waveforms: Waveforms = Waveforms()
    cache: Cache = Cache()
    limits: Limits = Limits()
    sources: Sources = Sources()
    restart: Restart = Restart()
    log: Log = Log()

    @model_validator(mode="after")
    def _keys_unless_loopback(self) -> Self:
        if not self.http.keys and not is_loopback(self.http.host):
            raise ValueError("http.api_keys: must hold a key when http.host is not a loopback address")
        return self

    @model_validator(mode="after")
    def _tls_has_a_certificate(self) -> Self:
        for name, door in (("sip", self.sip), ("mrcp", self.mrcp), ("http", self.http)):
            if door.tls != "off" and not (self.tls.certificate or (name == "http" and self.http.tls_certificate)):
                raise ValueError(f"tls.certificate: must name a file when {name}.tls is {door.tls}")
        return self

    @model_validator(mode="after")
    def _services_have_names_of_their_own(self) -> Self:
        names = (AUTO, *engine_names(ENTRY_POINT_GROUP), *engine_names(RECOGNIZER_GROUP)) if self.remote else ()
        taken = set(names)
        for name, service in self.remote.items():
            if name in taken:
                raise ValueError(f"remote.{name}: an engine has that name, choose another one")
            if name in (self.engine.synthesizer, *self.engine.synthesizers) and not service.speaks:
                raise ValueError(f"remote.{name}.voices: must hold a voice when engine.synthesizer is {name}")
            if name == self.engine.recognizer and not service.transcription_languages:
                reason = f"must hold a language when engine.recognizer is {name}"
                raise ValueError(f"remote.{name}.transcription_languages: {reason}")
        return self


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_config(
    file: Path | None = None,
    settings: Iterable[str] = (),
    environment: Mapping[str, str] = os.environ,
) -> Config:
    """Reads the file, then the environment (`MRCP_SERVER__SIP__PORT=…`), then `section.key=value` settings.

    Raises ConfigError, whose text names the key.
    """
    values = _read_file(file) if file else {}
    for name, text in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX):
            path = name[len(ENVIRONMENT_PREFIX) :].lower().split("__")
            _put(values, path, _parse_value(text), name)
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals:
            raise ConfigError(f"--set {setting}: write it as section.key=value")
        _put(values, key.strip().split("."), _parse_value(text), f"--set {key}")
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(_describe(error)) from None


def shown_secrets(settings: Iterable[str]) -> list[str]:
    """Which of the `section.key=value` settings of a command line are secrets, by name."""
    return [name for name in (setting.partition("=")[0].strip() for setting in settings) if _is_secret(name)]


def _is_secret(name: str) -> bool:
    section, _, key = name.partition(".")
    found = Config.model_fields.get(section)
    fields = getattr(found.annotation, "model_fields", {}) if found else {}
    return key in fields and any(isinstance(mark, Secret) for mark in fields[key].metadata)


def _read_file(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            return tomllib.load(stream)
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:  # the library's own, and what it lets through
        raise ConfigError(f"{file}: {error}"[:300]) from None


def _parse_value(text: str) -> Any:
    """A value as TOML, else as plain text, so that `sip.host=::` needs no quotes."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text


def _put(values: dict[str, Any], path: list[str], value: Any, origin: str) -> None:
    named = path[0] in _NAMED_SECTIONS
    if len(path) != 2 + named or not all(path):
        example = f"three parts, as in {path[0]}.NAME.url" if named else "two parts, as in sip.port"
        raise ConfigError(f"{origin}: a key has {example}")
    section = values
    for name in path[:-1]:
        section = section.setdefault(name, {})
        if not isinstance(section, dict):
            raise ConfigError(f"{path[0]}: is a section, not a value")
    section[path[-1]] = value


def _describe(error: ValidationError) -> str:
    lines = []
    for item in error.errors():
        key = ".".join(str(part) for part in item["loc"])
        problem = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            problem = "there is no such key"
        lines.append(f"{key}: {problem}" if key else problem)
    return "; ".join(lines)


def render_config(config: Config) -> str:
    """The configuration as TOML with every key and its explanation; `load_config` reads it back, without secrets."""
    lines = ["# Every key of mrcp-server with its default. Leave out what you do not change.", ""]
    for name in Config.model_fields:
        value = getattr(config, name)
        if isinstance(value, BaseModel):
            lines += _render_section(name, value)
            continue
        for key, section in value.items():
            lines += _render_section(f"{name}.{key}", section)
        if not value:
            lines += _render_example(name, _NAMED_SECTIONS[name])
    return "\n".join(lines)


def _render_section(name: str, section: BaseModel) -> list[str]:
    lines = _comment(type(section))
    lines.append(f"[{name}]")
    for key, key_field in type(section).model_fields.items():
        lines.append(f"# {key_field.description}")
        value = getattr(section, key)
        hidden = value and any(isinstance(mark, Secret) for mark in key_field.metadata)
        lines.append(f"# {key} is set" if hidden else f"{key} = {_to_toml(value)}")
    return [*lines, ""]


def _render_example(name: str, section: type[BaseModel]) -> list[str]:
    """A section that is not there by default: its keys, behind comment signs."""
    lines = _comment(section)
    lines.append(f"# [{name}.NAME]")
    for key, key_field in section.model_fields.items():
        lines.append(f"## {key_field.description}")
        default = f"{key} = " + ("" if key_field.is_required() else _to_toml(key_field.default))
        lines.append(f"# {default}".rstrip())
    return [*lines, ""]


def _comment(section: type[BaseModel]) -> list[str]:
    return [f"# {line}".rstrip() for line in inspect.cleandoc(section.__doc__ or "").splitlines()]


def _to_toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        return "[" + ", ".join(_to_toml(item) for item in value) + "]"
    if isinstance(value, BaseModel):
        return _to_toml({key: getattr(value, key) for key in type(value).model_fields})
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_to_toml(key)} = {_to_toml(item)}" for key, item in value.items()) + "}"
    return json.dumps(str(value), ensure_ascii=False)
