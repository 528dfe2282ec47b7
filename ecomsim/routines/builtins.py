"""The functions that Snowflake comes with, as SHOW FUNCTIONS lists them: one row for each entry of the registry.

The registry knows how many arguments a function takes, not their types, which its rule computes for each call: an
argument is shown as ANY, an optional one in brackets. Source: Snowflake documentation, "SHOW FUNCTIONS"; that built-in
functions are ANSI functions, and their date, as its example shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from ecomsim.dialect.functions import FUNCTIONS
from ecomsim.dialect.functions.model import Function
from ecomsim.metadata.grid import Row, flag

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_OWN = "SYSTEM$ECOMSIM"


@dataclass(frozen=True, slots=True)
class Builtin:
    """An entry of SHOW FUNCTIONS that is no object of the account."""

    function: Function

    @property
    def routine(self) -> str:
        """The name, as a routine has it."""
        return self.function.name


@cache
def all_builtins() -> tuple[Builtin, ...]:
    """By name, without the emulator's own and those of SNOWFLAKE's schemas."""
    found = (each for name, each in sorted(FUNCTIONS.items()) if "." not in name and not name.startswith(_OWN))
    return tuple(Builtin(each) for each in found)


def row(entry: Builtin) -> Row:
    """The row of one function."""
    function = entry.function
    return {
        "created_on": _BEGINNING,
        "name": function.name,
        "schema_name": "",
        "is_builtin": "Y",
        "is_aggregate": flag(function.kind == "aggregate"),
        "is_ansi": "Y",
        "min_num_arguments": function.min_args,
        "max_num_arguments": function.max_args,
        "arguments": f"{function.name}({_arguments(function)}) RETURN ANY",
        "description": f"{function.family} function",
        "catalog_name": "",
        "is_table_function": flag(function.kind == "table"),
        "valid_for_clustering": "N",
        "is_secure": "N",
        "secrets": "",
        "external_access_integrations": "",
        "is_external_function": "N",
        "language": "SQL",
        "is_memoizable": "N",
        "is_data_metric": "N",
    }


def _arguments(function: Function) -> str:
    required = ["ANY"] * function.min_args
    if function.max_args is None:
        return ", ".join([*required, "…"])
    return ", ".join([*required, *["[ANY]"] * (function.max_args - function.min_args)])
