"""SHOW, DESCRIBE and GET_DDL of procedures and functions.

Source: spec/metadata.md sections 2.1, 3.3 and 7; the rows of DESCRIBE in the order of Snowflake's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import Routine
from ecomsim.metadata import grid
from ecomsim.metadata.filters import scope
from ecomsim.metadata.grid import Row, flag, names
from ecomsim.metadata.listing import Listing
from ecomsim.names import ObjectName, parse_name, quote
from ecomsim.routines import builtins, lookup
from ecomsim.routines.signature import described
from ecomsim.sqltext.cursor import cursor
from ecomsim.sqltext.grammar_show import argument_types
from ecomsim.sqltext.nodes import Describe, Show
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

PROCEDURE_COLUMNS = names(
    "created_on, name, schema_name, is_builtin, is_aggregate, is_ansi, min_num_arguments, max_num_arguments, "
    "arguments, description, catalog_name, is_table_function, valid_for_clustering, is_secure"
)
FUNCTION_COLUMNS = (
    *PROCEDURE_COLUMNS,
    *names("secrets, external_access_integrations, is_external_function, language, is_memoizable, is_data_metric"),
)


def _entries(kind: str) -> Callable[[Show, Session], list[Any]]:
    def entries(statement: Show, session: Session) -> list[Any]:
        where = scope(statement, session)
        found = {each.name: each for each in session.catalog.all(kind, where.database, where.schema)}
        for (each_kind, name), each in session.routines.items():
            if each_kind == kind and where.database in (None, name.database) and where.schema in (None, name.schema):
                found[name] = each
        return [found[name] for name in sorted(found)]

    return entries


def _builtins(statement: Show, session: Session) -> list[Any]:
    """Built-in functions stand in every schema: IN only has to name one that is there."""
    scope(statement, session)
    return list(builtins.all_builtins())


def _every_function(statement: Show, session: Session) -> list[Any]:
    return sorted((*_builtins(statement, session), *_entries("FUNCTION")(statement, session)), key=_name)


def _no_functions(statement: Show, session: Session) -> list[Any]:
    scope(statement, session)
    return []


def _name(entry: Routine | builtins.Builtin) -> str:
    return entry.routine


def row(item: Routine | builtins.Builtin, session: Session) -> Row:
    """One row of SHOW PROCEDURES or SHOW FUNCTIONS."""
    if isinstance(item, builtins.Builtin):
        return builtins.row(item)
    required = sum(each.default is None for each in item.arguments)
    return {
        "created_on": item.created_on,
        "name": item.routine,
        "schema_name": item.name.schema,
        "is_builtin": "N",
        "is_aggregate": "N",
        "is_ansi": "N",
        "min_num_arguments": required,
        "max_num_arguments": len(item.arguments),
        "arguments": described(item),
        "description": item.comment or f"user-defined {item.kind.lower()}",
        "catalog_name": item.name.database,
        "is_table_function": flag(item.columns is not None),
        "valid_for_clustering": "N",
        "is_secure": flag(item.secure),
        "secrets": "",
        "external_access_integrations": "",
        "is_external_function": "N",
        "language": item.language,
        "is_memoizable": "N",
        "is_data_metric": "N",
    }


def _listing(columns: tuple[str, ...], entries: Callable[[Show, Session], list[Any]]) -> Listing:
    return Listing(columns=columns, entries=entries, row=row, terse=None, name=_name)


LISTINGS: dict[str, Listing] = {
    "PROCEDURES": _listing(PROCEDURE_COLUMNS, _entries("PROCEDURE")),
    "USER PROCEDURES": _listing(PROCEDURE_COLUMNS, _entries("PROCEDURE")),
    "USER FUNCTIONS": _listing(FUNCTION_COLUMNS, _entries("FUNCTION")),
    "EXTERNAL FUNCTIONS": _listing(FUNCTION_COLUMNS, _no_functions),
    "BUILTIN FUNCTIONS": _listing(FUNCTION_COLUMNS, _builtins),
    "FUNCTIONS": _listing(FUNCTION_COLUMNS, _every_function),
}

PROPERTIES = grid.show_columns(("property", "value"))


def describe(statement: Describe, session: Session) -> Result:
    """DESCRIBE FUNCTION | PROCEDURE name(types): properties and their values."""
    item = lookup.required(statement.kind, statement.name, statement.argument_types or (), session)
    rows = [{"property": name, "value": value} for name, value in _properties(item) if value is not None]
    return grid.result(PROPERTIES, rows, statement_type="DESCRIBE")


def _properties(item: Routine) -> list[tuple[str, str | None]]:
    arguments = ", ".join(f"{each.name} {each.type.short}" for each in item.arguments)
    shared: list[tuple[str, str | None]] = [
        ("signature", f"({arguments})"),
        ("returns", _returns(item)),
        ("language", item.language),
        ("null handling", "RETURNS NULL ON NULL INPUT" if item.strict else "CALLED ON NULL INPUT"),
        ("volatility", str(item.options.get("VOLATILITY", "VOLATILE"))),
        ("execute as", item.execute_as if item.kind == "PROCEDURE" else None),
        ("body", item.body),
    ]
    if item.language == "PYTHON":
        wanted = ("IMPORTS", "HANDLER", "RUNTIME_VERSION", "PACKAGES")
        shared += [(option.lower(), _option(item.options.get(option))) for option in wanted]
    return shared


def _returns(item: Routine) -> str:
    if item.columns is not None:
        return f"TABLE ({', '.join(f'{each.name} {each.type}' for each in item.columns)})"
    return f"{item.returns}{' NOT NULL' if item.returns_not_null else ''}"


def _option(value: Any) -> str | None:
    if isinstance(value, tuple):
        return "[" + ",".join(f"'{each}'" for each in value) + "]"
    return None if value is None else str(value)


# --- GET_DDL ---------------------------------------------------------------------------------------------------


def get_ddl(kind: str, written: str, session: Session) -> str:
    """GET_DDL('FUNCTION', 'f(INT)'). Raises 002003 when there is no such overload."""
    found = re.fullmatch(r"\s*([^(]+?)\s*(\(.*\))\s*", written, re.DOTALL)
    try:
        name = parse_name(found.group(1)) if found else None
    except ValueError:
        name = None
    if found is None or name is None:
        raise errors.invalid_value(
            f"Invalid identifier '{written}': a {kind.lower()} is named with its argument types."
        )
    types = argument_types(cursor(found.group(2)))
    return ddl(lookup.required(kind, ObjectName(name.parts), types, session), fully_qualified=False)


def ddl(item: Routine, *, fully_qualified: bool) -> str:
    """The statement that creates a routine again."""
    parts = item.written.parts if fully_qualified else (item.routine,)
    name = ".".join(quote(part) for part in parts)
    arguments = ", ".join(map(_argument, item.arguments))
    lines = [
        f"CREATE OR REPLACE {'SECURE ' if item.secure else ''}{item.kind} {name}({arguments})",
        f"RETURNS {_ddl_returns(item)}",
        f"LANGUAGE {item.language}",
    ]
    if item.strict:
        lines.append("STRICT")
    if "VOLATILITY" in item.options:
        lines.append(str(item.options["VOLATILITY"]))
    for option, value in item.options.items():
        if option != "VOLATILITY":
            listed = (
                "(" + ",".join(_literal(each) for each in value) + ")" if isinstance(value, tuple) else _literal(value)
            )
            lines.append(f"{option} = {listed}")
    if item.comment:
        lines.append(f"COMMENT={_literal(item.comment)}")
    if item.kind == "PROCEDURE":
        lines.append(f"EXECUTE AS {item.execute_as}")
    return "\n".join(lines) + f"\nAS {_literal(item.body)};"


def _argument(parameter: Any) -> str:
    mode = "OUT " if parameter.mode == "OUT" else ""
    default = "" if parameter.default is None else f" DEFAULT {parameter.default}"
    return f"{quote(parameter.name)} {mode}{parameter.type}{default}"


def _ddl_returns(item: Routine) -> str:
    if item.columns is None:
        return _returns(item)
    return f"TABLE ({', '.join(f'{quote(each.name)} {each.type}' for each in item.columns)})"


def _literal(value: Any) -> str:
    return "'" + str(value).replace("\\", "\\\\").replace("'", "''") + "'"
