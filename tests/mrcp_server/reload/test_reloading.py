"""A configuration that is read again: what differs, what is taken, what is said of it, and what a fault leaves."""

import asyncio
import threading
from collections.abc import Callable, Sequence

import pytest
import structlog.testing

from mrcp_server.config import Config, ConfigError, load_config
from mrcp_server.reload import reloading
from mrcp_server.reload.reloading import Commit, Reloading, Rule, all_keys, changed_keys, merged


def config(*settings: str) -> Config:
    return load_config(None, settings, {})


class Taken:
    """Rules that note what they were told."""

    def __init__(self) -> None:
        self.committed: list[tuple[str, Config]] = []
        self.fault: Exception | None = None

    def rule(self, key: str, *, always: bool = False) -> Rule:
        def prepare(new: Config) -> Commit:
            if self.fault is not None:
                raise self.fault
            return lambda: self.committed.append((key, new))

        return Rule(frozenset({key}), prepare, always)


def reload(before: Config, load: Callable[[], Config], rules: Sequence[Rule]) -> tuple[Config, list[dict[str, object]]]:
    """What is in force then, and the lines of the log."""

    async def run() -> Config:
        reloader = Reloading(load, before, rules)
        await reloader.reload()
        return reloader.config

    with structlog.testing.capture_logs() as lines:
        return asyncio.run(run()), [dict(line) for line in lines]


def test_every_key_can_differ() -> None:
    before, after = (
        config(),
        config("sip.port=1", "log.text=off", 'remote.far.kind="openai"', "remote.far.url=http://a"),
    )
    assert changed_keys(before, after) == ["sip.port", "log.text", "remote.far"]
    assert sorted(changed_keys(after, before)) == ["log.text", "remote.far", "sip.port"]
    assert "fetch.allowed_hosts" in dict(all_keys(before))


def test_what_has_a_rule_is_taken_and_the_rest_is_named() -> None:
    taken = Taken()
    rules = [taken.rule("mrcp.drain_ms"), taken.rule("mrcp.settle_ms"), taken.rule("http.tls_key", always=True)]
    wanted = config("mrcp.drain_ms=5", "sip.port=1")
    new, (line,) = reload(config(), lambda: wanted, rules)
    assert [key for key, _ in taken.committed] == ["mrcp.drain_ms", "http.tls_key"]
    assert (new.mrcp.drain_ms, new.sip.port) == (5, 8060)
    assert all(told is new for _, told in taken.committed)
    assert line == {
        "log_level": "warning",
        "event": "configuration reloaded",
        "changed": ["mrcp.drain_ms"],
        "needs_restart": ["sip.port"],
    }


def test_a_value_that_a_rule_cannot_serve_needs_a_restart() -> None:
    rule = Rule(frozenset({"limits.sessions"}), lambda _new: lambda: None, suits=lambda new: new.limits.sessions <= 10)
    new, (line,) = reload(config("limits.sessions=10"), lambda: config("limits.sessions=11"), [rule])
    assert (new.limits.sessions, line["needs_restart"]) == (10, ["limits.sessions"])


@pytest.mark.parametrize("fault", [OSError("no certificate"), ValueError("no network"), RuntimeError("a bug")])
def test_a_rule_that_cannot_be_prepared_changes_nothing(fault: Exception) -> None:
    first, second = Taken(), Taken()
    second.fault = fault
    before = config()
    wanted = config("mrcp.drain_ms=5", "mrcp.settle_ms=5")
    new, (line,) = reload(before, lambda: wanted, [first.rule("mrcp.drain_ms"), second.rule("mrcp.settle_ms")])
    assert new is before
    assert first.committed == []
    assert (line["event"], line["log_level"]) == ("configuration not reloaded", "error")


def test_a_configuration_that_cannot_be_read_changes_nothing() -> None:
    def load() -> Config:
        raise ConfigError("mrcp.drain_ms: what is that")

    new, (line,) = reload(config(), load, [])
    assert new == config()
    assert line["reason"] == "mrcp.drain_ms: what is that"


def test_a_configuration_that_never_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reloading, "READ_S", 0.05)
    lets_go = threading.Event()

    def load() -> Config:
        lets_go.wait(0.5)
        return config("mrcp.drain_ms=5")

    new, (line,) = reload(config(), load, [Taken().rule("mrcp.drain_ms")])
    assert new == config()
    assert "within" in str(line["reason"])


def test_what_changes_must_suit_what_does_not() -> None:
    """A server that is open to the network must not lose its keys because it would not be, after a restart."""
    before = config("http.host=0.0.0.0", 'http.api_keys=["k"]')
    with pytest.raises(ValueError, match=r"http\.api_keys: must hold a key"):
        merged(before, config(), ["http.api_keys"])
    assert merged(before, config('http.api_keys=["l"]'), ["http.api_keys"]).http.api_keys == ["l"]


def test_who_asks_while_it_is_read_has_it_read_once_more() -> None:
    values = iter([config("mrcp.drain_ms=1"), config("mrcp.drain_ms=2")])
    taken = Taken()

    async def run() -> None:
        reloader = Reloading(lambda: next(values), config(), [taken.rule("mrcp.drain_ms")])
        reloader.ask()
        await asyncio.sleep(0)
        reloader.ask()
        reloader.ask()
        assert reloader._task is not None
        await asyncio.wait_for(reloader._task, 10)

    asyncio.run(run())
    assert [new.mrcp.drain_ms for _, new in taken.committed] == [1, 2]
