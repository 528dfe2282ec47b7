"""What clients see of a result: Python rows, Arrow types, descriptions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from ecomsim.client import dbapi, fetch
from ecomsim.errors import InterfaceError
from ecomsim.statements.result import Result, table
from ecomsim.values import types
from ecomsim.values.types import Column


def result(column: Column, values: list[object]) -> Result:
    return Result(columns=(column,), content=table([column], [(value,) for value in values]))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, -128, None], pa.int8()),
        ([128], pa.int16()),
        ([2**31 - 1], pa.int32()),
        ([2**31], pa.int64()),
        ([10**20], pa.decimal128(38, 0)),
        ([None], pa.int64()),
        ([], pa.int64()),
    ],
)
def test_whole_numbers_become_the_narrowest_integer(values: list[object], expected: pa.DataType) -> None:
    arrow = fetch.arrow(result(Column("N", types.INTEGER), values), "UTC")
    assert arrow.schema.field("N").type == expected
    assert [None if value is None else int(value) for value in arrow["N"].to_pylist()] == values


def test_scaled_numbers_become_floats_unless_decimals_are_wanted() -> None:
    data = result(Column("N", types.number(10, 2)), [Decimal("1.25"), None])
    assert fetch.arrow(data, "UTC")["N"].to_pylist() == [1.25, None]
    kept = fetch.arrow(data, "UTC", number_to_decimal=True)
    assert kept.schema.field("N").type == pa.decimal128(10, 2)


def test_timestamps_are_nanoseconds_while_they_fit() -> None:
    column = Column("T", types.timestamp_ntz())
    near, far = datetime(2026, 1, 2, 3, 4, 5), datetime(9999, 12, 31)
    assert fetch.arrow(result(column, [near]), "UTC").schema.field("T").type == pa.timestamp("ns")
    assert fetch.arrow(result(column, [far]), "UTC").schema.field("T").type == pa.timestamp("us")
    assert fetch.arrow(result(column, [near]), "UTC", microseconds=True).schema.field("T").type == pa.timestamp("us")


def test_local_timestamps_are_shown_in_the_sessions_zone() -> None:
    data = result(Column("T", types.timestamp_ltz()), [datetime(2026, 7, 1, 12, tzinfo=UTC), None])
    (first,), (second,) = fetch.rows(data, "America/Los_Angeles")
    assert (first.hour, first.utcoffset(), second) == (5, timedelta(hours=-7), None)
    arrow = fetch.arrow(data, "America/Los_Angeles")
    assert arrow.schema.field("T").type == pa.timestamp("ns", tz="America/Los_Angeles")


def test_timestamps_with_a_zone_keep_their_offset_in_rows() -> None:
    value = {"instant": datetime(2026, 1, 1, 12), "offset_minutes": 330}
    data = result(Column("T", types.timestamp_tz()), [value])
    ((row,),) = fetch.rows(data, "UTC")
    assert row.isoformat() == "2026-01-01T17:30:00+05:30"
    assert fetch.arrow(data, "UTC")["T"].to_pylist()[0].value == 1767268800 * 10**9


def test_variants_are_pretty_printed() -> None:
    data = result(Column("V", types.VARIANT), ['{"a":[1,2]}', None])
    assert fetch.arrow(data, "UTC")["V"].to_pylist() == ['{\n  "a": [\n    1,\n    2\n  ]\n}', None]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column("A", types.INTEGER), ("A", 0, None, None, 38, 0, True)),
        (Column("A", types.number(10, 2), nullable=False), ("A", 0, None, None, 10, 2, False)),
        (Column("A", types.FLOAT), ("A", 1, None, None, None, None, True)),
        (Column("A", types.varchar(20)), ("A", 2, 20, 20, None, None, True)),
        (Column("A", types.DATE), ("A", 3, None, None, None, None, True)),
        (Column("A", types.VARIANT), ("A", 5, None, None, None, None, True)),
        (Column("A", types.timestamp_ltz()), ("A", 6, None, None, 0, 9, True)),
        (Column("A", types.timestamp_tz(3)), ("A", 7, None, None, 0, 3, True)),
        (Column("A", types.timestamp_ntz()), ("A", 8, None, None, 0, 9, True)),
        (Column("A", types.binary()), ("A", 11, None, 8_388_608, None, None, True)),
        (Column("A", types.time()), ("A", 12, None, None, 0, 9, True)),
        (Column("A", types.BOOLEAN), ("A", 13, None, None, None, None, True)),
    ],
)
def test_descriptions_use_the_connectors_codes(column: Column, expected: tuple[object, ...]) -> None:
    assert dbapi.describe(column) == expected


def test_type_codes_are_the_connectors() -> None:
    from snowflake.connector.constants import FIELD_ID_TO_NAME

    assert {code: name for name, code in dbapi.TYPE_CODES.items()}.items() <= FIELD_ID_TO_NAME.items()


def test_type_objects_compare_with_codes() -> None:
    assert dbapi.describe(Column("A", types.INTEGER)).type_code == dbapi.NUMBER
    assert dbapi.describe(Column("A", types.TEXT)).type_code == dbapi.STRING
    assert dbapi.describe(Column("A", types.DATE)).type_code == dbapi.DATETIME
    assert dbapi.describe(Column("A", types.DATE)).type_code != dbapi.NUMBER


def test_constructors() -> None:
    assert dbapi.Date(2026, 1, 2) == date(2026, 1, 2)
    assert dbapi.Binary("é") == b"\xc3\xa9"


def test_decimal_floats() -> None:
    import ecomsim

    connection = ecomsim.connect(paramstyle="qmark")
    cursor = connection.cursor()
    given = Decimal("-1234e4000")
    assert cursor.execute("SELECT ?, ?", [("DECFLOAT", given), ("DECFLOAT", None)]).fetchone() == (given, None)
    with pytest.raises(InterfaceError):
        cursor.execute("SELECT ?", [("DECFLOAT", "x")])
    cursor.execute("SELECT DECFLOAT '1e100' AS d UNION ALL SELECT '0.5' ORDER BY d")
    assert cursor.fetch_arrow_all().column("D").to_pylist() == ["0.5", "1e100"]
    connection.close()
