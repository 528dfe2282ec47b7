"""ALTER USER … PROGRAMMATIC ACCESS TOKEN. Source: the commands' pages of the Snowflake documentation."""

from __future__ import annotations

from typing import Any, Literal

from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.nodes import ChangeToken
from ecomsim.sqltext.options import read_properties, take_names

Verb = Literal["ADD", "REMOVE", "ROTATE", "MODIFY"]
VERBS: tuple[Verb, ...] = ("ADD", "REMOVE", "ROTATE", "MODIFY")

_WORDS = (("PROGRAMMATIC", "ACCESS", "TOKEN"), ("PAT",))
_BYPASS = "MINS_TO_BYPASS_NETWORK_POLICY_REQUIREMENT"
_KNOWN: dict[Verb, tuple[str, ...]] = {
    "ADD": ("ROLE_RESTRICTION", "DAYS_TO_EXPIRY", _BYPASS, "COMMENT"),
    "ROTATE": ("EXPIRE_ROTATED_TOKEN_AFTER_HOURS",),
    "REMOVE": (),
    "MODIFY": ("DISABLED", _BYPASS, "COMMENT"),
}


def follows(cursor: Cursor) -> bool:
    """Whether a verb and the words for a token come next."""
    return any(cursor.at(verb, *words) for verb in VERBS for words in _WORDS)


def change(cursor: Cursor) -> ChangeToken:
    """ADD | REMOVE | ROTATE | MODIFY { PROGRAMMATIC ACCESS TOKEN | PAT } name …."""
    verb = next(verb for verb in VERBS if cursor.take(verb))
    if not any(cursor.take(*words) for words in _WORDS):
        cursor.fail()
    if_not_exists = verb == "ADD" and cursor.take("IF", "NOT", "EXISTS")
    token = cursor.identifier()
    if verb == "MODIFY" and cursor.take("RENAME", "TO"):
        return ChangeToken(verb=verb, token=token, new_name=cursor.identifier())
    if verb == "MODIFY" and cursor.take("UNSET"):
        return ChangeToken(verb=verb, token=token, unset=take_names(cursor))
    if verb == "MODIFY":
        cursor.expect("SET")
    options: dict[str, Any] = read_properties(cursor, kind="PROGRAMMATIC_ACCESS_TOKEN", known=_KNOWN[verb])
    return ChangeToken(verb=verb, token=token, if_not_exists=if_not_exists, options=options)
