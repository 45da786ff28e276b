"""Every regular expression of the packages, found where it is written, with the ways in which it is used."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Literal

from tests.tree.imports import ROOT, module_files

_SCANNING: Final = {"search", "sub", "subn", "split", "finditer", "findall", "scanner"}
_WHOLE: Final = {"match", "fullmatch"}
_NO_PATTERN: Final = {"escape", "purge", "error", "Pattern", "Match"}
Use = Literal["match", "fullmatch", "scan", "read"]
"""How a text is gone through: once from its beginning, from each place as `finditer` does, or from the end of one match
to the next as lexers do, which give up where nothing matches."""
_USES: Final = frozenset({"match", "fullmatch", "scan"})


@dataclass(frozen=True)
class Written:
    """One call of the `re` module that makes a pattern."""

    place: str
    """File and line."""
    scope: str
    """Module and function, by which exceptions are named: lines move."""
    name: str
    """What it is called there; empty where it is not."""
    pattern: re.Pattern[Any] | None
    """None where it is made from what is known only when it is called."""
    uses: frozenset[str]
    """Each a `Use`."""


def all_patterns() -> Iterator[Written]:
    """Those of all modules."""
    files = module_files()
    trees = {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in files.items()}
    methods = {name: _methods(tree) for name, tree in trees.items()}
    for name, tree in trees.items():
        if any(isinstance(node, ast.Import) and any(one.name == "re" for one in node.names) for node in ast.walk(tree)):
            yield from _patterns_in(importlib.import_module(name), tree, files[name], methods)


def borrowed_names(source: str) -> Iterator[str]:
    """Imports of `re` in another form than `import re`, which would hide a pattern from here."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module in ("re", "regex"):
            if all(one.name.startswith("_") for one in node.names):
                continue  # the syntax of patterns, by which none is made
            yield ast.unparse(node)
        elif isinstance(node, ast.Import):
            yield from (
                ast.unparse(node) for one in node.names if one.name == "regex" or (one.name == "re" and one.asname)
            )


def _patterns_in(
    module: ModuleType, tree: ast.Module, file: Path, methods: Mapping[str, Mapping[str, set[str]]]
) -> Iterator[Written]:
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and _is_of_re(node.func)):
            continue
        assert isinstance(node.func, ast.Attribute)
        function = node.func.attr
        if function in _NO_PATTERN:
            continue
        yield Written(
            place=f"{file.relative_to(ROOT)}:{node.lineno}",
            scope=f"{module.__name__}:{_function(node, parents)}",
            name=_given_name(node, parents),
            pattern=_made(node, vars(module)),
            uses=_uses_of_call(function) or _uses_of_name(node, parents, module.__name__, methods),
        )


def _is_of_re(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re"


def _made(node: ast.Call, names: Mapping[str, Any]) -> re.Pattern[Any] | None:
    flags = [word.value for word in node.keywords if word.arg == "flags"]
    place = {"compile": 1, "match": 2, "fullmatch": 2, "search": 2, "findall": 2, "finditer": 2}.get(node.func.attr)  # type: ignore[attr-defined]
    if place is not None and len(node.args) > place:
        flags.append(node.args[place])
    try:
        pattern, *given = (
            eval(compile(ast.Expression(one), "", "eval"), dict(names))  # noqa: S307 - our own source
            for one in (node.args[0], *flags)
        )
    except NameError:
        return None
    return re.compile(pattern, given[0] if given else 0)


def _uses_of_call(function: str) -> frozenset[str]:
    if function in _SCANNING:
        return frozenset({"scan"})
    return frozenset({function}) if function in _WHOLE else frozenset()


def _uses_of_name(
    node: ast.Call, parents: Mapping[ast.AST, ast.AST], module: str, methods: Mapping[str, Mapping[str, set[str]]]
) -> frozenset[str]:
    """How a compiled pattern is used, by the name that it is given; every way where that cannot be seen."""
    parent = parents[node]
    if isinstance(parent, ast.Attribute) and parent.attr in _WHOLE | _SCANNING:
        return _uses_of_call(parent.attr)
    name = _given_name(node, parents)
    used = set(methods[module].get(name, ()))
    if not name.startswith("_"):
        used |= {use for one in methods.values() for use in one.get(name, ())}
    return frozenset(used - {""}) if used - {""} and "?" not in used else _USES


def _given_name(node: ast.Call, parents: Mapping[ast.AST, ast.AST]) -> str:
    parent = parents[node]
    targets = parent.targets if isinstance(parent, ast.Assign) else [getattr(parent, "target", None)]
    return targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else ""


def _methods(tree: ast.Module) -> dict[str, set[str]]:
    """By name (or attribute) what is called on it: "?" for a use that does not show how a pattern is used."""
    found: dict[str, set[str]] = {}
    calls = {node.func: node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    known: set[ast.expr] = set()
    for name, given, uses in _passed_on(tree):
        known.add(given)
        found.setdefault(name, set()).update(uses)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (name := _name(node.value)):
            known.add(node.value)
            found.setdefault(name, set()).add(_use(node, calls.get(node)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and node not in known:
            found.setdefault(_name(node), set()).add("?")
    return found


def _passed_on(tree: ast.Module) -> Iterator[tuple[str, ast.expr, set[str]]]:
    """Names given to functions of the same module, with what these call on them."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            function = functions[node.func.id]
            for given, parameter in zip(node.args, function.args.args, strict=False):
                uses = {
                    one.attr
                    for one in ast.walk(function)
                    if isinstance(one, ast.Attribute) and _name(one.value) == parameter.arg
                }
                if isinstance(given, ast.Name) and uses and uses <= _WHOLE:
                    yield given.id, given, uses


def _use(node: ast.Attribute, call: ast.Call | None) -> str:
    """An attribute of a name; a place to begin at makes a match one of many."""
    if node.attr == "pattern":
        return ""
    if node.attr in _WHOLE:
        return "scan" if call is None or len(call.args) > 1 else node.attr
    return "scan" if node.attr in _SCANNING else "?"


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _function(node: ast.AST, parents: Mapping[ast.AST, ast.AST]) -> str:
    names: list[str] = []
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
    return ".".join(reversed(names))
