"""Parameters: what ALTER SESSION accepts, refuses, and refuses because the engine does not do it."""

from __future__ import annotations

from typing import Any

import pytest

from ecomsim.dialect.context import PARAMETER_DEFAULTS
from ecomsim.errors import NotSupportedError, SnowflakeError
from ecomsim.metadata import parameters
from ecomsim.metadata.parameters import PARAMETERS


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("TIMEZONE", "UTC", "UTC"),
        ("timezone", "Europe/Berlin", "Europe/Berlin"),
        ("AUTOCOMMIT", "false", False),
        ("AUTOCOMMIT", True, True),
        ("WEEK_START", "1", 1),
        ("TIMESTAMP_TYPE_MAPPING", "timestamp_ltz", "TIMESTAMP_LTZ"),
        ("QUERY_TAG", "nightly", "nightly"),
        ("LOCK_TIMEOUT", 0, 0),
        ("CLIENT_SESSION_KEEP_ALIVE", True, True),
        ("JSON_INDENT", 2, 2),
    ],
)
def test_values_are_normalised(name: str, value: Any, stored: Any) -> None:
    assert parameters.check(name, value) == stored


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIMEZONE", "Mars/Base"),
        ("TIMEZONE", "../etc/passwd"),
        ("AUTOCOMMIT", "perhaps"),
        ("WEEK_START", 8),
        ("WEEK_START", "monday"),
        ("TIMESTAMP_TYPE_MAPPING", "TIMESTAMP"),
        ("QUERY_TAG", "x" * 2001),
        ("STATEMENT_TIMEOUT_IN_SECONDS", -1),
    ],
)
def test_bad_values_are_001008(name: str, value: Any) -> None:
    with pytest.raises(SnowflakeError, match="invalid value \\[") as raised:
        parameters.check(name, value)
    assert (raised.value.errno, raised.value.sqlstate) == (1008, "22023")


@pytest.mark.parametrize("name", ["NOSUCH", "DATA_RETENTION_TIME_IN_DAYS", "MIN_DATA_RETENTION_TIME_IN_DAYS"])
def test_a_session_has_session_parameters_only(name: str) -> None:
    with pytest.raises(SnowflakeError, match=f"invalid property '{name}' for 'SESSION'"):
        parameters.check(name, 1)
    with pytest.raises(SnowflakeError):
        parameters.check_name(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRANSACTION_ABORT_ON_ERROR", "true"),
        ("ROWS_PER_RESULTSET", 10),
        ("LOG_LEVEL", "INFO"),
        ("TRACE_LEVEL", "ALWAYS"),
        ("ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION", False),
    ],
)
def test_effects_the_engine_does_not_have_are_refused(name: str, value: Any) -> None:
    with pytest.raises(NotSupportedError, match=name):
        parameters.check(name, value)


def test_every_default_is_a_value_of_its_own_parameter() -> None:
    for known in PARAMETERS.values():
        if known.scope == "session":
            assert parameters.check(known.name, known.default) == known.default, known.name


def test_the_dialect_has_the_same_defaults() -> None:
    for name, value in PARAMETER_DEFAULTS.items():
        assert PARAMETERS[name].default == value, name


def test_parameters_are_listed_by_name() -> None:
    assert list(PARAMETERS) == sorted(PARAMETERS)
