"""Whatever the input, split() answers and parse() gives a node or a SnowflakeError."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomsim.errors import SnowflakeError
from ecomsim.sqltext.nodes import Statement
from ecomsim.sqltext.parse import parse
from ecomsim.sqltext.split import split

SEEDS = (
    "SELECT a, COUNT(DISTINCT b) AS c FROM db.s.t x JOIN u ON x.i = u.i WHERE v:a.b[0]::INT > 1 GROUP BY ALL",
    "WITH c (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM c) SELECT * EXCLUDE a FROM c QUALIFY "
    "ROW_NUMBER() OVER (ORDER BY a) = 1",
    "INSERT ALL WHEN a > 1 THEN INTO t (x) VALUES (a) ELSE INTO u SELECT a FROM v",
    "MERGE INTO t USING (SELECT 1 AS a) s ON t.a = s.a WHEN MATCHED AND s.a > 1 THEN DELETE WHEN NOT "
    "MATCHED THEN INSERT (a) VALUES (s.a)",
    "UPDATE t x SET x.a = CASE WHEN b THEN 1 ELSE 2 END, b = 'x' FROM u WHERE u.i = x.i",
    "CREATE OR REPLACE TABLE t (a INT NOT NULL DEFAULT 1 COMMENT 'x', b NUMBER(10,2), PRIMARY KEY (a)) "
    "CLUSTER BY (a) COMMENT = 'y'",
    "CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = w AS SELECT {'a': [1, 2]} FROM t AT(OFFSET => -60)",
    "CREATE TASK t WAREHOUSE = w SCHEDULE = '1 minute' WHEN SYSTEM$STREAM_HAS_DATA('s') AS BEGIN LET x "
    ":= 1; RETURN x; END",
    "CREATE STREAM s ON TABLE t BEFORE(STATEMENT => 'x') APPEND_ONLY = TRUE",
    "ALTER TABLE t ADD COLUMN a INT, b VARCHAR(3) DEFAULT 'x'",
    "ALTER TABLE t ALTER COLUMN a SET DATA TYPE NUMBER(20, 0), COLUMN b DROP NOT NULL",
    "SHOW TERSE TABLES HISTORY LIKE 'a%' IN SCHEMA db.s STARTS WITH 'x' LIMIT 3 FROM 'y'",
    "CREATE FUNCTION f(a INT DEFAULT 1) RETURNS TABLE (x INT) LANGUAGE SQL AS $$ SELECT 1 $$",
    "SELECT $1, ?, :x, IDENTIFIER($y) FROM TABLE(FLATTEN(INPUT => PARSE_JSON('[1]'))) f ->> SELECT * FROM $1",
    "CREATE RESOURCE MONITOR m WITH CREDIT_QUOTA = 5 TRIGGERS ON 75 PERCENT DO NOTIFY ON 100 PERCENT DO SUSPEND",
)
WORDS = (
    *sorted({word for seed in SEEDS for word in seed.split()}),
    *("(", ")", "[", "]", "{", "}", ",", ";", ".", "'", '"', "$$", "--", "/*", "*/", "::", ":", "=>", "->>", "?"),
    *("@", "#", "\\", "\x00", "\x01", "é", "’", "END", "AS", "BY", "$", "0x", "1e", "..", "**", "`", "{{", "%}"),
)


def survives(text: str) -> None:
    pieces = split(text)
    assert all(text[piece.offset : piece.offset + len(piece.text)] == piece.text for piece in pieces)
    outcome: Statement | SnowflakeError
    try:
        outcome = parse(text)
    except SnowflakeError as error:
        outcome = error
    assert isinstance(outcome, Statement) or (outcome.errno > 0 and "sqlglot" not in outcome.raw_msg)


@pytest.mark.parametrize("seed", SEEDS)
def test_seeds_are_valid(seed: str) -> None:
    parse(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_truncated_anywhere(seed: str) -> None:
    for length in range(0, len(seed), 3):
        survives(seed[:length])


@pytest.mark.parametrize("seed", SEEDS)
def test_words_dropped_doubled_replaced(seed: str) -> None:
    generator = random.Random(seed)
    words = seed.split(" ")
    for _ in range(60):
        changed = list(words)
        for _ in range(generator.randint(1, 3)):
            place = generator.randrange(len(changed))
            match generator.randrange(3):
                case 0:
                    changed[place] = generator.choice(WORDS)
                case 1:
                    changed.insert(place, generator.choice(WORDS))
                case _ if len(changed) > 1:
                    del changed[place]
        survives(" ".join(changed))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_words_in_any_order(text: str) -> None:
    survives(text)
    survives("SELECT " + text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    survives(text)
    survives("SELECT " + text)
    survives("CREATE TABLE t (" + text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT " + "(" * 5000 + "1" + ")" * 5000,
        "SELECT " + "f(" * 3000 + "1" + ")" * 3000,
        "SELECT * FROM " + "(SELECT * FROM " * 5000 + "t" + ")" * 5000,
        "SELECT " + "[" * 3000 + "]" * 3000,
        "SELECT " + "NOT " * 5000 + "a",
        "SELECT " + "- " * 5000 + "a",
        "SELECT " + "CASE WHEN " * 3000,
        "SELECT " + "INTERVAL " * 3000,
        "SELECT " + "@" * 3000,
        "EXPLAIN " * 3000 + "SELECT 1",
        "FROM " * 20000,
        "CREATE TABLE t (a " + "MAP(" * 3000,
        " ->> ".join(["SELECT 1"] * 300),
    ],
    ids=lambda text: text[:24],
)
def test_deep_nesting_is_a_clear_error(text: str) -> None:
    survives(text)


def test_long_chains_are_read() -> None:
    parse("SELECT 1" + " + 1" * 3000)
    parse("SELECT 1" + " UNION ALL SELECT 1" * 500)
    parse("SELECT a FROM t WHERE a IN (" + ", ".join(["1"] * 5000) + ")")
