"""The project's SQL files, checked as text: they split, parse, name only what exists, and are wired up.

Nothing runs here. What the statements do is tested on an engine; these tests find a misspelt name, a
stream without a consumer or a task that is never resumed in a second, and say in which file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlglot import exp, parse_one, tokenize
from sqlglot.tokens import TokenType

from ecomsim.sqltext.nodes import Unsupported
from ecomsim.sqltext.parse import parse
from ecomsim.sqltext.split import split

SQL = Path(__file__).parents[2] / "sql"
NUMBERED = sorted(SQL.glob("[0-9]*.sql"))
DASHBOARD = sorted((SQL / "dashboard").rglob("*.sql"))
SCHEMAS = {"RAW_DATA", "STAGING", "ANALYTICS", "STREAMS_TASKS"}

# Statements that sqlglot leaves as opaque text: the engine has a grammar of its own for them.


def statements(text: str) -> Iterator[str]:
    """The statements of a file. A semicolon inside a BEGIN … END block ends nothing."""
    tokens = tokenize(text, read="snowflake")
    start: int | None = None
    words: list[str] = []
    depth = 0
    for position, token in enumerate(tokens):
        word = token.text.upper()
        following = tokens[position + 1].text.upper() if position + 1 < len(tokens) else ""
        if start is None:
            start, words = token.start, []
        words.append(word)
        has_block = words[0] == "CREATE" and not {"TASK", "PROCEDURE"}.isdisjoint(words[:4])
        opens_block = word == "BEGIN" and has_block and following != "TRANSACTION"
        if opens_block or (word == "CASE" and depth):
            depth += 1
        elif word == "END" and depth and following != "FOR":
            depth -= 1
        elif token.token_type == TokenType.SEMICOLON and depth == 0:
            yield text[start : token.start]
            start = None
    assert depth == 0, "a block is not closed"
    assert start is None, "the last statement has no semicolon"


def text_of(path: Path) -> str:
    """A file with a text in place of each %(name)s, which the dashboard's filters fill in."""
    return re.sub(r"%\(\w+\)s", "'x'", path.read_text())


def read(name: str) -> list[str]:
    return list(statements((SQL / name).read_text()))


def task_parts(statement: str) -> tuple[str, str, list[str]]:
    """A CREATE TASK statement as name, everything before its body, and the SQL statements of the body."""
    head, body = re.split(r"\nAS\nBEGIN\n", statement)
    work = body.split("\nEXCEPTION\n")[0]
    name = re.match(r"CREATE OR REPLACE TASK (\w+)", head)
    assert name is not None
    body_statements = [part for part in statements(work) if part not in ("BEGIN TRANSACTION", "COMMIT")]
    return name[1], head, body_statements


TASK_TEXTS = [text for text in read("07_tasks.sql") if text.startswith("CREATE OR REPLACE TASK")]
TASKS = {parts[0]: parts for parts in map(task_parts, TASK_TEXTS)}


def task_text(task: str) -> str:
    (text,) = (text for text in TASK_TEXTS if text.startswith(f"CREATE OR REPLACE TASK {task}\n"))
    return text


def streams_read(task: str) -> set[str]:
    return set(re.findall(r"STREAMS_TASKS\.(\w+_STREAM)\b", "\n".join(TASKS[task][2])))


@pytest.mark.parametrize("path", NUMBERED + DASHBOARD, ids=lambda path: path.stem)
def test_every_statement_parses(path: Path) -> None:
    text = text_of(path)
    assert text.startswith("-- "), "a file opens with a comment that says what it is for"
    for piece in split(text):
        assert not isinstance(parse(piece.text), Unsupported), piece.text[:80]


@pytest.mark.parametrize("path", [path for path in DASHBOARD if path.stem != "place_order"], ids=lambda path: path.stem)
def test_a_dashboard_file_is_one_query(path: Path) -> None:
    (query,) = statements(text_of(path))
    assert query.startswith("SHOW ") or isinstance(parse_one(query, read="snowflake"), exp.Query)
    assert "ECOMMERCE_DB" in query


@pytest.mark.parametrize("path", NUMBERED + DASHBOARD, ids=lambda path: path.stem)
def test_files_are_pure_snowflake(path: Path) -> None:
    text = path.read_text().upper()
    assert "ECOMSIM" not in text, "emulator-only functions do not exist on a real account"
    assert not re.search(r"CURRENT_TIMESTAMP(\(\))?::|GETDATE", text), "UTC comes from SYSDATE()"


def created_objects() -> set[str]:
    created: set[str] = set()
    pattern = re.compile(
        r"CREATE (?:OR REPLACE )?(?:DYNAMIC TABLE|TABLE|VIEW|STREAM|TASK|SEQUENCE|PROCEDURE|FUNCTION) "
        r"(?:IF NOT EXISTS )?([\w.]+)"
    )
    for path in NUMBERED:
        schema = ""
        for statement in statements(path.read_text()):
            if use := re.match(r"USE SCHEMA ECOMMERCE_DB\.(\w+)", statement):
                schema = use[1]
            elif name := pattern.match(statement):
                created.add(name[1] if "." in name[1] else f"ECOMMERCE_DB.{schema}.{name[1]}")
    return created


def test_every_qualified_name_is_created_somewhere() -> None:
    created = created_objects()
    for path in NUMBERED + DASHBOARD:
        for schema, name in re.findall(r"ECOMMERCE_DB\.(\w+)\.(\w+)", path.read_text()):
            if schema in SCHEMAS:
                assert f"ECOMMERCE_DB.{schema}.{name}" in created, f"{path.name}: {schema}.{name}"
            else:
                assert schema == "INFORMATION_SCHEMA", f"{path.name}: {schema}"


@pytest.mark.parametrize("task", sorted(TASKS))
def test_task_bodies_parse_and_log_their_own_name(task: str) -> None:
    _, head, body = TASKS[task]
    assert "WAREHOUSE = DE_PROJECT_WH" in head
    for statement in body:
        query = re.sub(r"\ALET \w+ \w+ := \((.*)\)\Z", r"\1", statement, flags=re.DOTALL)
        assert isinstance(parse_one(query, read="snowflake"), exp.Merge | exp.Insert | exp.Query | exp.Command)
    handler = task_text(task).split("\nEXCEPTION\n")[1]
    assert f"'{task}'" in handler
    assert handler.index("ROLLBACK;") < handler.index("ERROR_LOG") < handler.index("RAISE;")


@pytest.mark.parametrize("task", sorted(TASKS))
def test_when_asks_exactly_the_streams_the_body_reads(task: str) -> None:
    asked = set(re.findall(r"STREAM_HAS_DATA\('ECOMMERCE_DB\.STREAMS_TASKS\.(\w+)'\)", TASKS[task][1]))
    assert asked == streams_read(task)


@pytest.mark.parametrize("task", sorted(TASKS))
def test_streams_read_by_several_statements_are_read_in_a_transaction(task: str) -> None:
    reading = [statement for statement in TASKS[task][2] if "_STREAM" in statement]
    in_transaction = "BEGIN TRANSACTION;" in task_text(task) and "COMMIT;" in task_text(task)
    assert in_transaction == (len(reading) > 1)


def test_every_stream_has_one_consumer() -> None:
    created = re.findall(r"^CREATE STREAM IF NOT EXISTS (\w+)", (SQL / "05_streams.sql").read_text(), re.MULTILINE)
    consumed = [stream for task in TASKS for stream in streams_read(task)]
    assert sorted(consumed) == sorted(created)


def test_every_task_is_suspended_before_it_is_replaced_and_resumed_after() -> None:
    texts = read("07_tasks.sql")
    order = {text: position for position, text in enumerate(texts)}
    for task in TASKS:
        suspended, resumed = f"ALTER TASK IF EXISTS {task} SUSPEND", f"ALTER TASK {task} RESUME"
        assert order[suspended] < order[task_text(task)] < order[resumed]


def test_tables_with_data_are_never_replaced() -> None:
    replaces_data = re.compile(r"CREATE OR REPLACE (TABLE|STREAM|DATABASE|SCHEMA|WAREHOUSE)")
    for path in NUMBERED:
        for statement in statements(path.read_text()):
            assert not replaces_data.match(statement), path.name
