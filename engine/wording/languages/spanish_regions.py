"""Spanish of the Americas beside Mexico's: what "$" is there, and which sign is the decimal one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from engine.wording.languages.spanish import Mexican
from engine.wording.vocabulary.nouns import Currency, Noun

_CENTAVO = Noun("centavo", "centavos", "m")
_PESO = Currency(Noun("peso", "pesos", "m"), _CENTAVO)


class LatinAmerican(Mexican):
    """Where nothing more is known: dollars and a decimal point, as in the United States and in Central America."""

    tag = "es-419"
    locale = "es_US"
    country = "US"
    currency_signs: ClassVar[Mapping[str, str]] = {"$": "USD"}
    signs: ClassVar[Mapping[str, str]] = {**Mexican.signs, "#": "numeral"}


class Argentine(LatinAmerican):
    """Spanish of Argentina."""

    tag = "es-AR"
    locale = "es_AR"
    country = "AR"
    point = "coma"
    currency_signs: ClassVar[Mapping[str, str]] = {"$": "ARS"}
    currencies: ClassVar[Mapping[str, Currency]] = {**Mexican.currencies, "ARS": _PESO}


class Colombian(LatinAmerican):
    """Spanish of Colombia."""

    tag = "es-CO"
    locale = "es_CO"
    country = "CO"
    point = "coma"
    currency_signs: ClassVar[Mapping[str, str]] = {"$": "COP"}
    currencies: ClassVar[Mapping[str, Currency]] = {**Mexican.currencies, "COP": _PESO}


class Chilean(LatinAmerican):
    """Spanish of Chile."""

    tag = "es-CL"
    locale = "es_CL"
    country = "CL"
    point = "coma"
    currency_signs: ClassVar[Mapping[str, str]] = {"$": "CLP"}
    currencies: ClassVar[Mapping[str, Currency]] = {**Mexican.currencies, "CLP": _PESO}


class Peruvian(LatinAmerican):
    """Spanish of Peru."""

    tag = "es-PE"
    locale = "es_PE"
    country = "PE"
    currency_signs: ClassVar[Mapping[str, str]] = {"$": "USD", "S/": "PEN", "S/.": "PEN"}
    currencies: ClassVar[Mapping[str, Currency]] = {
        **Mexican.currencies,
        "PEN": Currency(Noun("sol", "soles", "m"), Noun("céntimo", "céntimos", "m")),
    }
