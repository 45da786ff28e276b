"""Taking over a configuration that was changed while the server runs: what can change does, the rest is named.

A new configuration is taken whole or not at all: rules first make what they need of it, and only when all could do that
is anything put in force.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from mrcp_server.config import Config, ConfigError
from mrcp_server.observability.log import get_logger

READ_S = 10.0
"""How long reading the configuration may take."""

Commit = Callable[[], None]
"""Puts in force what was prepared; cannot fail."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done when keys of the configuration change."""

    keys: frozenset[str]
    """As in `mrcp.drain_ms`."""
    prepare: Callable[[Config], Commit]
    """Told what is to be in force. Raises ValueError or OSError when that cannot be; nothing may have changed then."""
    always: bool = False
    """At each reload: what the keys name, such as a file, may have changed though they have not."""
    suits: Callable[[Config], bool] = lambda _config: True
    """Whether the wanted values can be had without a restart."""


class Reloading:
    """Reads the configuration again when asked to, one time after the other."""

    def __init__(self, load: Callable[[], Config], config: Config, rules: Sequence[Rule]) -> None:
        """`load` reads the configuration, in a thread, and may raise ConfigError; `config` is in force now."""
        self._load = load
        self._rules = rules
        self._log = get_logger()
        self._task: asyncio.Task[None] | None = None
        self._is_asked = False
        self.config = config
        """What is in force."""

    def ask(self) -> None:
        """Read it again, soon; once more when that is being done already."""
        self._is_asked = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run(), name="reload")

    async def _run(self) -> None:
        while self._is_asked:
            self._is_asked = False
            await self.reload()

    async def reload(self) -> None:
        """Read it and put in force what can be; says in one line of the log what came of it."""
        try:
            async with asyncio.timeout(READ_S):
                wanted = await asyncio.to_thread(self._load)
            changed, waiting = self._take(wanted)
        except TimeoutError:
            self._log.error("configuration not reloaded", reason=f"it could not be read within {READ_S:g} s")
        except (ConfigError, ValueError, OSError) as error:
            self._log.error("configuration not reloaded", reason=str(error))
        except Exception:  # noqa: BLE001  # our own bug: the old configuration stays, and calls go on
            self._log.exception("configuration not reloaded")
        else:
            tell = self._log.warning if waiting else self._log.info
            tell("configuration reloaded", changed=changed, needs_restart=waiting)

    def _take(self, wanted: Config) -> tuple[list[str], list[str]]:
        """The keys that changed, and those that would have to."""
        differing = changed_keys(self.config, wanted)
        can = {key for rule in self._rules if rule.suits(wanted) for key in rule.keys}
        changed = [key for key in differing if key in can]
        new = merged(self.config, wanted, changed)
        rules = [rule for rule in self._rules if rule.always or not rule.keys.isdisjoint(changed)]
        for commit in [rule.prepare(new) for rule in rules]:
            commit()
        self.config = new
        return changed, [key for key in differing if key not in can]


def all_keys(config: Config) -> Iterator[tuple[str, Any]]:
    """Every key with its value, as in `sip.port`; of services elsewhere one for each, as in `remote.NAME`."""
    for section in type(config).model_fields:
        value = getattr(config, section)
        parts = (
            {key: getattr(value, key) for key in type(value).model_fields} if isinstance(value, BaseModel) else value
        )
        for key, part in parts.items():
            yield f"{section}.{key}", part


def changed_keys(before: Config, after: Config) -> list[str]:
    """Keys whose values differ, those that are gone among them."""
    old, new = dict(all_keys(before)), dict(all_keys(after))
    return [key for key in {**old, **new} if key not in old or key not in new or old[key] != new[key]]


def merged(before: Config, after: Config, keys: Sequence[str]) -> Config:
    """`before` with the values that `after` has for `keys`.

    Raises ValueError when the two do not go together: what changes may rely on what does not.
    """
    sections = {name: getattr(before, name) for name in Config.model_fields}
    for key in keys:
        section, _, name = key.partition(".")
        value = getattr(getattr(after, section), name)
        sections[section] = sections[section].model_copy(update={name: value})
    try:
        return Config.model_validate(sections)
    except ValidationError as error:
        reasons = "; ".join(str(item["msg"]).removeprefix("Value error, ") for item in error.errors())
        raise ValueError(f"{reasons} (beside keys that a restart is needed for)") from None
