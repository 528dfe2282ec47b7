"""What is special about streams on files: directory tables of stages and external tables.

A directory table is followed like a table, but takes no options and has no row ids; an external table is followed by
insert-only streams alone. Source: spec/streams.md sections 1.1, 1.2, 2.1, 2.5 and 2.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import ExternalTable, Stage, Stream
from ecomsim.sqltext import nodes

if TYPE_CHECKING:
    from ecomsim.catalog.store import Catalog


def check(statement: nodes.CreateStream, source: Any) -> None:
    """Refuse what a stream of this kind cannot have. Other kinds of sources refuse INSERT_ONLY alone."""
    given = {
        "APPEND_ONLY": statement.append_only,
        "INSERT_ONLY": statement.insert_only,
        "SHOW_INITIAL_ROWS": statement.show_initial_rows,
    }
    if statement.source_kind == "STAGE":
        for option, is_set in given.items():
            if is_set:
                raise _refused(f"Streams on directories cannot have {option} set to true.")
        if statement.at is not None:
            raise _refused("Streams on directories cannot be created AT or BEFORE a point in time.")
    elif isinstance(source, ExternalTable):
        if source.partition_by:
            raise _refused(f"Streams are not supported on partitioned external table '{source.name}'.")
        if not statement.insert_only:
            raise _refused("Streams on external tables must have INSERT_ONLY set to true.")
        for option in ("APPEND_ONLY", "SHOW_INITIAL_ROWS"):
            if given[option]:
                raise _refused(f"Streams on external tables cannot have {option} set to true.")
    elif statement.insert_only:
        raise _refused(
            "Streams of type INSERT_ONLY can only be created on external tables "
            "or Iceberg tables with an external catalog integration."
        )


def _refused(message: str) -> errors.SnowflakeError:
    return errors.compilation(1420, "0A000", message)


def source_name(stream: Stream, catalog: Catalog) -> str | None:
    """The full name of the stage or external table a stream follows, as it is called now; None for other sources."""
    source = catalog.by_id(stream.source_id)
    if isinstance(source, ExternalTable):
        return str(source.name)
    if stream.source_kind != "STAGE" or source is None:
        return None
    stages = (each for each in catalog.all("STAGE") if isinstance(each, Stage))
    return next((str(each.name) for each in stages if each.directory == stream.source_id), None)


def without_row_ids(sql: str) -> str:
    """The changes of a directory table: its rows have no ids to show."""
    return f"SELECT * REPLACE ('' AS \"METADATA$ROW_ID\") FROM ({sql}) AS changes"
