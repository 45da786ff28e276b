"""What scripts tell, and what JSON makes of it."""

import math

import pytest

from engine.documents.errors import SemanticsError
from engine.grammars.semantic_value import MAX_DEPTH, UNDEFINED, PropertyList, decode, json_value


@pytest.mark.parametrize("value", ["a", True, None, 3, 2.5])
def test_scalars_are_themselves(value: object) -> None:
    assert decode(value) is value
    assert json_value(value) is value


def test_objects_and_arrays() -> None:
    value = decode({"o": [["a", {"a": [1, {"o": []}]}], ["b", {"u": 1}]]})
    assert value == {"a": [1, {}], "b": UNDEFINED}
    assert list(value) == ["a", "b"]
    assert json_value(value) == {"a": [1, {}]}


def test_arrays_with_properties_and_holes() -> None:
    value = decode({"a": [1, {"u": 1}], "p": [["k", "v"]]})
    assert isinstance(value, PropertyList)
    assert (value, value.properties) == ([1, UNDEFINED], {"k": "v"})
    assert json_value(value) == [1, None]


def test_what_json_has_no_number_for() -> None:
    value = decode({"a": [{"n": "NaN"}, {"n": "-Infinity"}]})
    assert isinstance(value, list)
    assert math.isnan(value[0])
    assert value[1] == -math.inf
    assert json_value(value) == [None, None]
    assert json_value(UNDEFINED) is None


def nested(depth: int) -> object:
    told: object = 1
    for _ in range(depth):
        told = {"a": [told]}
    return told


@pytest.mark.parametrize(
    "told",
    [[], {}, {"o": 5}, {"o": [[1, 2]]}, {"o": [["a"]]}, {"o": ["ab"]}, {"a": {}}, {"n": "x"}, {"n": 1}, {"u": 2}],
)
def test_what_is_no_value_is_an_error(told: object) -> None:
    with pytest.raises(SemanticsError):
        decode(told)


def test_depth_is_bounded() -> None:
    decode(nested(MAX_DEPTH))
    with pytest.raises(SemanticsError):
        decode(nested(MAX_DEPTH + 1))
