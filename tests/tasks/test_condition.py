"""WHEN: what it allows, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.names import ObjectName
from ecomsim.tasks.condition import compile_condition


@dataclass
class Facts:
    """Streams with data by name, return values by task."""

    streams: set[str] = field(default_factory=set)
    values: dict[str | None, str | None] = field(default_factory=dict)

    def stream_has_data(self, stream: ObjectName) -> bool:
        return str(stream) in self.streams

    def predecessor_value(self, task: str | None) -> str | None:
        return self.values[task]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1=1", True),
        ("1 = 2", False),
        ("NULL", False),
        ("NOT NULL", False),
        ("NULL OR TRUE", True),
        ("NULL AND TRUE", False),
        ("'5' > 4", True),
        ("'true' = TRUE", True),
        ("'1'::NUMBER = 1", True),
        ("'2.5'::INT = 3", True),
        ("'2.5'::FLOAT = 2.5", True),
        ("CAST(1 AS VARCHAR) = '1'", True),
        ("TRY_CAST('x' AS NUMBER) IS NULL", True),
        ("TRUE IS NOT NULL", True),
        ("-1 < 0", True),
        ("TO_BOOLEAN('yes')", True),
        ("NOT (1 <> 2 AND 2 >= 2)", False),
    ],
)
def test_values(text: str, expected: bool) -> None:
    assert compile_condition(text).holds(Facts()) is expected


@pytest.mark.parametrize(
    "text",
    [
        "CURRENT_TIMESTAMP LIKE '20%'",
        "CURRENT_TIMESTAMP() > '2020-01-01'",
        "(SELECT 1) = 1",
        "PARSE_JSON('{}') IS NULL",
        "SYSTEM$STREAM_HAS_DATA()",
        "SYSTEM$STREAM_HAS_DATA('not a name!')",
        "EXISTS (SELECT 1)",
        "a = 1",
        "1 + 1 = 2",
        "'x'::DATE IS NULL",
    ],
)
def test_refusals(text: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        compile_condition(text)
    assert caught.value.raw_msg == (
        "Invalid expression for task condition expression. Only some data type conversions and the following "
        "functions are allowed: [SYSTEM$GET_PREDECESSOR_RETURN_VALUE, SYSTEM$STREAM_HAS_DATA]."
    )


def test_streams_are_looked_at_only_when_it_matters() -> None:
    either = compile_condition("SYSTEM$STREAM_HAS_DATA('a') OR system$stream_has_data('db.s.\"b\"')")
    assert [str(stream) for stream in either.streams] == ["A", 'DB.S."b"']
    assert either.holds(Facts(streams={"A"}))
    assert either.holds(Facts(streams={'DB.S."b"'}))
    assert not either.holds(Facts())
    both = compile_condition("SYSTEM$STREAM_HAS_DATA('a') AND SYSTEM$GET_PREDECESSOR_RETURN_VALUE('T')::INT > 5")
    assert not both.holds(Facts())
    assert both.holds(Facts({"A"}, {"T": "7"}))
    assert not both.holds(Facts({"A"}, {"T": "3"}))
    assert not both.holds(Facts({"A"}, {"T": None}))


def test_a_cast_that_fails_is_an_error() -> None:
    failing = compile_condition("SYSTEM$GET_PREDECESSOR_RETURN_VALUE()::NUMBER > 5")
    with pytest.raises(SnowflakeError) as caught:
        failing.holds(Facts(values={None: "many"}))
    assert caught.value.msg == "100038 (22018): Numeric value 'many' is not recognized"
