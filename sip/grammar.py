"""Fragments of the grammar of RFC 3261 §25, as regular expressions, and the splitting that respects quotes.

Messages have been unfolded before: LWS is spaces and tabs here.
"""

import re

# §25.1: token is one or more of alphanum and - . ! % * _ + ` ' ~
TOKEN = r"[A-Za-z0-9\-.!%*_+`'~]+"  # noqa: S105  # not a secret

# LWS after unfolding; SWS = [LWS]
SWS = r"[ \t]*"

# host = hostname / IPv4address / IPv6reference. We also take "_" and a label that begins with a digit or hyphen:
# container and Windows names have them, and the UniMRCP client sends what its host is called.
HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]+)*\.?)"

# port = 1*DIGIT. Port 0 is taken too: mod_unimrcp writes <sip:ip:0> into From.
PORT = r"[0-9]{1,5}"

# §25.1: scheme begins with a letter; letters, digits, + - . follow
SCHEME = r"[A-Za-z][A-Za-z0-9+\-.]*"

# quoted-string = SWS DQUOTE *(qdtext / quoted-pair ) DQUOTE
QUOTED_STRING = r'"(?:[^"\\]|\\.)*"'

# callid = word [ "@" word ]; word is a token with some separators more. Peers use still more (braces, "#"), and the
# value is only compared: anything without white space will do.
CALL_ID = r"[^\s]+"

is_token = re.compile(TOKEN).fullmatch
is_call_id = re.compile(CALL_ID).fullmatch

# All take an unterminated quote or bracket to the end of the text: a pattern that can fail there would be tried
# again at each later character, and one header line could cost seconds.
_LIST = re.compile(r'(?:[^",<]|"(?:[^"\\]|\\.)*(?:"|\\?\Z)|<[^>]*>?)+', re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*("?)', re.DOTALL)
_PARAMETER = re.compile(r'(?:[^";]|"(?:[^"\\]|\\.)*(?:"|\\?\Z))+', re.DOTALL)


def split_list(value: str) -> list[str]:
    """Split `a, "b, c" <d,e>, f` at the commas outside quotes and angle brackets; empty elements are dropped."""
    if "," not in value:
        return [value]
    parts = _LIST.findall(value) if '"' in value or "<" in value else value.split(",")
    return [stripped for part in parts if (stripped := part.strip())]


def parse_parameters(text: str) -> dict[str, str | None] | None:
    """Read `;name=value;flag` (SEMI generic-param, §25.1) into a dictionary with lower-case names.

    A quoted value keeps its quotes. An empty text gives no parameters. None when it is not a list of parameters.
    """
    parameters: dict[str, str | None] = {}
    if not text:
        return parameters
    if '"' not in text:
        parts = text.split(";")
        if "" in parts[1:-1]:
            # Empty parameters are refused (RFC 4475 badinv01), but for one semicolon too many at the end.
            return None
    elif "" in _QUOTED.findall(text):
        return None
    else:
        parts = _PARAMETER.findall(text)
    for part in parts:
        name, equals, value = part.partition("=")
        name = name.strip().lower()
        if name:
            parameters[name] = value.strip() if equals else None
        elif equals:
            return None
    return parameters


def unquote(text: str) -> str:
    """The content of a quoted string; other text as it is."""
    if len(text) >= 2 and text[0] == '"' == text[-1]:
        return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
    return text
