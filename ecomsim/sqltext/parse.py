"""One statement of Snowflake SQL to a node: dispatch by its leading words.

Invariant: parse() returns a node or raises SnowflakeError, whatever the input. Every token of the text is accounted
for; a statement that Snowflake has and the engine has not becomes Unsupported, one that nobody has a syntax error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from sqlglot.tokens import Token, TokenType

from ecomsim import errors
from ecomsim.rooms import Room
from ecomsim.sqltext import grammar_transfer, nodes, spellings
from ecomsim.sqltext.cursor import Cursor, Lookup, cursor, syntax_error_at, tokenize, without_semicolon
from ecomsim.sqltext.nodes.base import Flow, IfExists, Statement, Unsupported
from ecomsim.sqltext.nodes.dml import Explain, Query
from ecomsim.sqltext.options import TAGS
from ecomsim.sqltext.queries import parse_expression, parse_query, query_of
from ecomsim.sqltext.split import split

__all__ = ["parse", "parse_expression", "parse_query"]

grammar_access = Room("ecomsim.sqltext.grammar_access")
grammar_account = Room("ecomsim.sqltext.grammar_account")
grammar_alert = Room("ecomsim.sqltext.grammar_alert")
grammar_pipe = Room("ecomsim.sqltext.grammar_pipe")
grammar_alter = Room("ecomsim.sqltext.grammar_alter")
grammar_dml = Room("ecomsim.sqltext.grammar_dml")
grammar_dynamic = Room("ecomsim.sqltext.grammar_dynamic")
grammar_external = Room("ecomsim.sqltext.grammar_external")
grammar_pipeline = Room("ecomsim.sqltext.grammar_pipeline")
grammar_policy = Room("ecomsim.sqltext.grammar_policy")
grammar_program = Room("ecomsim.sqltext.grammar_program")
grammar_show = Room("ecomsim.sqltext.grammar_show")
grammar_stage = Room("ecomsim.sqltext.grammar_stage")
grammar_streamlit = Room("ecomsim.sqltext.grammar_streamlit")
grammar_table = Room("ecomsim.sqltext.grammar_table")
grammar_tag = Room("ecomsim.sqltext.grammar_tag")


def parse(text: str, *, timestamp_type: str = "TIMESTAMP_NTZ", lookup: Lookup | None = None) -> Statement:
    """Read exactly one statement; a trailing semicolon is allowed.

    timestamp_type: what the type name TIMESTAMP means (TIMESTAMP_TYPE_MAPPING).  lookup: values of `$VARIABLE`,
    `:BIND` and `?1` for IDENTIFIER(…) where a name must be known now (DDL, DML targets); without it such a name is
    unsupported.  Raises 001003 with line and position, 000008 for more than one statement, errors.unsupported.
    """
    try:
        return _parse(text, timestamp_type, lookup)
    except RecursionError:
        raise errors.unsupported("statements nested this deep") from None
    except errors.SnowflakeError as error:
        count = len(split(text)) if error.errno == 1003 and ";" in text else 1
        if count > 1:
            raise _several(count) from error
        raise


def _parse(text: str, timestamp_type: str, lookup: Lookup | None) -> Statement:
    transfer = grammar_transfer.transfer(text)
    if transfer is not None:
        return transfer
    tokens = without_semicolon(tokenize(text))
    if not tokens:
        raise syntax_error_at(text, None)
    body = text[: tokens[-1].end + 1]
    first = tokens[0]
    word = first.text.upper() if first.token_type is not TokenType.IDENTIFIER else ""
    if word == "DECLARE":
        return nodes.Block(text=body)  # with what stands before it: errors count lines from the start of the text
    if not _is_block_or_routine(tokens):
        _refuse_second_statement(tokens)
        arrows = [index for index, token in enumerate(tokens) if token.token_type is TokenType.DARROW]
        if arrows:
            for index in arrows:
                if index + 1 == len(tokens) or index + 1 in arrows:
                    raise syntax_error_at(text, tokens[index + 1] if index + 1 < len(tokens) else None)
            return _flow(body, [tokens[index].start for index in arrows], timestamp_type, lookup)
    if word == "TABLE" and len(tokens) > 1 and tokens[1].text != "(":
        tokens[:1] = spellings.whole_table(first)
        word = "SELECT"
    if word in ("SELECT", "WITH", "VALUES", "("):
        if word == "WITH" and _is_anonymous_procedure(tokens):
            place = cursor(body, tokens=tokens, timestamp_type=timestamp_type, lookup=lookup)
            return replace(grammar_program.anonymous_procedure(place), text=body.strip())
        return Query(text=body.strip(), tree=query_of(body, tokens, 0, len(tokens)))
    reader = _STATEMENTS.get(word)
    if reader is None:
        raise syntax_error_at(text, first)
    statement = reader(cursor(body, tokens=tokens, timestamp_type=timestamp_type, lookup=lookup))
    return replace(statement, text=body if isinstance(statement, nodes.Block) else body.strip())


def _is_block_or_routine(tokens: Sequence[Token]) -> bool:
    """Whether semicolons may stand inside: BEGIN … END, and CREATE or ALTER with such a body."""
    if tokens[0].token_type is TokenType.BEGIN or tokens[0].text.upper() in ("BEGIN", "DECLARE"):
        return True
    return tokens[0].text.upper() in ("CREATE", "ALTER") and any(
        tokens[index].text.upper() in ("AS", "THEN", "ACTION")
        and tokens[index + 1].text.upper() in ("BEGIN", "DECLARE")
        for index in range(len(tokens) - 1)
    )


def _refuse_second_statement(tokens: Sequence[Token]) -> None:
    """000008 when a semicolon separates statements."""
    count, empty = 0, True
    for token in tokens:
        if token.token_type is TokenType.SEMICOLON:
            empty = True
        elif empty:
            empty = False
            count += 1
    if count > 1:
        raise _several(count)


def _several(count: int) -> errors.SnowflakeError:
    """000008: the text holds more statements than the request asked for."""
    return errors.fail(8, "0A000", f"Actual statement count {count} did not match the desired statement count 1.")


def _is_anonymous_procedure(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 3 and [token.text.upper() for token in tokens[2:4]] == ["AS", "PROCEDURE"]


def _flow(text: str, arrows: list[int], timestamp_type: str, lookup: Lookup | None) -> Statement:
    """s1 ->> s2 ->> …: each step is read where it stands, so its positions are those of the whole text."""
    starts = [0, *(arrow + 3 for arrow in arrows)]
    ends = [*arrows, len(text)]
    blank = ["".join(char if char == "\n" else " " for char in text[:start]) for start in starts]
    steps = [
        _parse(before + text[start:end], timestamp_type, lookup)
        for before, start, end in zip(blank, starts, ends, strict=True)
    ]
    return Flow(text=text.strip(), steps=tuple(steps))


# --- CREATE, ALTER, EXECUTE, EXPLAIN -------------------------------------------------------------------------


def _create(place: Cursor) -> Statement:
    statement = _created(place)
    if getattr(statement, "if_exists", None) == "alter" and _sets_tags(statement):
        raise errors.unsupported("CREATE OR ALTER that sets tags")
    return statement


def _sets_tags(statement: Statement) -> bool:
    columns = getattr(statement, "columns", ())
    options = getattr(statement, "options", {})
    return TAGS in options or bool(getattr(statement, "tags", ())) or any(getattr(each, "tags", ()) for each in columns)


def _created(place: Cursor) -> Statement:
    place.expect("CREATE")
    if_exists: IfExists = "error"
    if place.take("OR", "REPLACE"):
        if_exists = "replace"
    elif place.take("OR", "ALTER"):
        if_exists = "alter"
    start = place.current
    is_scoped = place.at("PROCEDURE", "SCOPED", "TEMP") or place.at("PROCEDURE", "SCOPED", "TEMPORARY")
    if is_scoped:
        place.expect("PROCEDURE", "SCOPED")
    words = _modifiers(place)
    durability: Literal["PERMANENT", "TRANSIENT", "TEMPORARY"] = "PERMANENT"
    if words & {"TEMP", "TEMPORARY", "VOLATILE"}:
        durability = "TEMPORARY"
    elif "TRANSIENT" in words:
        durability = "TRANSIENT"
    secure, temporary = "SECURE" in words, durability == "TEMPORARY"
    kind = grammar_show.take_kind(place, _CREATE_KINDS)
    allowed = _CREATE_KINDS.get(kind, "")
    if (kind and not words <= set(allowed.split())) or (is_scoped and kind != "TABLE"):
        place.fail(start)
    if if_exists == "alter" and kind in _NEVER_ALTERED:
        raise errors.unsupported(f"CREATE OR ALTER {kind}")
    match kind:
        case "TABLE":
            return grammar_table.table(place, if_exists, durability, is_scoped=is_scoped)
        case "VIEW":
            recursive = "RECURSIVE" in words
            return grammar_table.view(place, if_exists, secure=secure, temporary=temporary, recursive=recursive)
        case "MATERIALIZED VIEW":
            return grammar_table.view(place, if_exists, secure=secure, materialized=True)
        case "EXTERNAL TABLE":
            return grammar_external.external_table(place, if_exists)
        case "DYNAMIC TABLE":
            return grammar_dynamic.dynamic_table(place, if_exists, transient=durability == "TRANSIENT")
        case "STREAM":
            return grammar_pipeline.stream(place, if_exists)
        case "TASK":
            return grammar_pipeline.task(place, if_exists)
        case "DATABASE" | "SCHEMA":
            return grammar_account.container(place, if_exists, kind, transient=durability == "TRANSIENT")
        case "WAREHOUSE":
            return grammar_account.warehouse(place, if_exists)
        case "RESOURCE MONITOR":
            return grammar_account.resource_monitor(place, if_exists)
        case "ROLE" | "DATABASE ROLE" | "USER":
            return grammar_access.principal(place, if_exists, kind)
        case "ALERT":
            return grammar_alert.alert(place, if_exists)
        case "PIPE":
            return grammar_pipe.pipe(place, if_exists)
        case "NOTIFICATION INTEGRATION":
            return grammar_alert.notification_integration(place, if_exists)
        case "STREAMLIT":
            return grammar_streamlit.streamlit(place, if_exists)
        case "SEQUENCE":
            return grammar_account.sequence(place, if_exists)
        case "STAGE":
            return grammar_stage.stage(place, if_exists, temporary=temporary)
        case "FILE FORMAT":
            return grammar_stage.file_format(place, if_exists, temporary=temporary)
        case "PROCEDURE" | "FUNCTION":
            return grammar_program.routine(place, if_exists, kind, temporary=temporary, secure=secure)
        case "MASKING POLICY" | "ROW ACCESS POLICY":
            return grammar_policy.policy(place, if_exists, kind)
        case "TAG":
            return grammar_tag.create_tag(place, if_exists)
    other = grammar_show.take_other(place)
    if not other and place.at("SNOWFLAKE", "."):  # an instance of one of Snowflake's classes
        other = str(place.name())
    if not other:
        place.fail()
    return Unsupported(text=place.text, feature=f"CREATE {other}")


_MODIFIERS = ("LOCAL", "GLOBAL", "TEMP", "TEMPORARY", "VOLATILE", "TRANSIENT", "SECURE", "RECURSIVE", "SCOPED")
_SHORT_LIVED = "SCOPED LOCAL GLOBAL TEMP TEMPORARY VOLATILE"
_CREATE_KINDS = {
    "TABLE": f"{_SHORT_LIVED} TRANSIENT",
    "VIEW": f"{_SHORT_LIVED} SECURE RECURSIVE",
    "MATERIALIZED VIEW": "SECURE",
    "DYNAMIC TABLE": "TRANSIENT",
    "EXTERNAL TABLE": "",
    "STREAM": "",
    "TASK": "",
    "DATABASE": "TRANSIENT",
    "SCHEMA": "TRANSIENT",
    "WAREHOUSE": "",
    "RESOURCE MONITOR": "",
    "ROLE": "",
    "DATABASE ROLE": "",
    "USER": "",
    "SEQUENCE": "",
    "ALERT": "",
    "PIPE": "",
    "NOTIFICATION INTEGRATION": "",
    "STREAMLIT": "",
    "STAGE": "SCOPED TEMP TEMPORARY",
    "FILE FORMAT": _SHORT_LIVED,
    "PROCEDURE": "SCOPED TEMP TEMPORARY SECURE",
    "FUNCTION": "SCOPED TEMP TEMPORARY SECURE",
    "MASKING POLICY": "",
    "ROW ACCESS POLICY": "",
    "TAG": "",
}
"""Kinds the engine creates, with the words that may stand between CREATE and the kind."""


_NEVER_ALTERED = (
    *("DATABASE", "SCHEMA", "SEQUENCE", "STAGE", "FILE FORMAT", "USER", "RESOURCE MONITOR", "EXTERNAL TABLE"),
    "MATERIALIZED VIEW",
)
"""Kinds that CREATE OR ALTER is not there for: on one that does not exist yet it is refused, too."""


def _modifiers(place: Cursor) -> set[str]:
    words: set[str] = set()
    while word := place.take_any(*_MODIFIERS):
        words.add(word)
    return words


def _alter(place: Cursor) -> Statement:
    first = place.index
    place.expect("ALTER")
    if not grammar_alter.comes(place):
        other = grammar_show.take_other(place)
        if not other:
            place.fail()
        return Unsupported(text=place.text, feature=f"ALTER {other}")
    place.index = first
    return grammar_alter.alter(place)


def _execute(place: Cursor) -> Statement:
    if place.at("EXECUTE", "TASK"):
        return grammar_pipeline.execute_task(place)
    if place.at("EXECUTE", "ALERT"):
        return grammar_alert.execute_alert(place)
    for word in ("JOB", "NOTEBOOK", "SERVICE"):
        if place.at("EXECUTE", word):
            return Unsupported(text=place.text, feature=f"EXECUTE {word}")
    return grammar_program.execute_immediate(place)


def _explain(place: Cursor) -> Statement:
    place.expect("EXPLAIN")
    form: Literal["TABULAR", "TEXT", "JSON"] = "TABULAR"
    if place.take("USING"):
        form = place.take_any("TABULAR", "TEXT", "JSON") or place.fail()  # type: ignore[assignment]
    if place.at_end or place.at("EXPLAIN"):
        place.fail()
    token = place.tokens[place.index]
    before = "".join(char if char == "\n" else " " for char in place.text[: token.start])
    inner = _parse(before + place.text[token.start :], place.timestamp_type, place.lookup)
    return Explain(text=place.text, statement=inner, format=form)


def _unsupported(feature: str) -> Callable[[Cursor], Statement]:
    def read(place: Cursor) -> Statement:
        return Unsupported(text=place.text, feature=feature)

    return read


_STATEMENTS: dict[str, Callable[[Cursor], Statement]] = {
    "INSERT": grammar_dml.insert,
    "UPDATE": grammar_dml.update,
    "DELETE": grammar_dml.delete,
    "MERGE": grammar_dml.merge,
    "TRUNCATE": grammar_dml.truncate,
    "CREATE": _create,
    "ALTER": _alter,
    "DROP": grammar_show.drop,
    "UNDROP": grammar_show.undrop,
    "COMMENT": grammar_show.comment,
    "SHOW": grammar_show.show,
    "DESCRIBE": grammar_show.describe,
    "DESC": grammar_show.describe,
    "USE": grammar_program.use,
    "SET": grammar_program.set_variables,
    "UNSET": grammar_program.unset_variables,
    "BEGIN": grammar_program.begin,
    "START": grammar_program.begin,
    "START TRANSACTION": grammar_program.begin,
    "COMMIT": grammar_program.end_transaction,
    "ROLLBACK": grammar_program.end_transaction,
    "CALL": grammar_program.call,
    "EXECUTE": _execute,
    "EXPLAIN": _explain,
    "COPY": grammar_stage.copy,
    "LIST": grammar_stage.list_files,
    "LS": grammar_stage.list_files,
    "REMOVE": grammar_stage.remove_files,
    "RM": grammar_stage.remove_files,
    "GRANT": grammar_access.grant,
    "REVOKE": grammar_access.revoke,
}
