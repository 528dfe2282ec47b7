"""What the commands print: results on stdout, everything else on stderr.

Colour and moving bars appear only on a terminal; NO_COLOR is honoured by rich itself.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from ecomsim.ecommerce.deploy import Step


def notes() -> Console:
    """The console for progress and remarks: stderr."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def out() -> Console:
    """The console for tables: stdout, as wide as it takes when it is not a terminal."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(highlight=False, width=10_000, soft_wrap=True)


def print_json(document: Any) -> None:
    """One JSON document on stdout."""
    write(json_text(document))


def json_text(document: Any) -> str:
    """A document as JSON."""
    return json.dumps(document, indent=2, ensure_ascii=False, default=plain) + "\n"


def write(document: str) -> None:
    """A text on stdout as it is."""
    sys.stdout.write(document)
    sys.stdout.flush()


def plain(value: Any) -> Any:
    """A value JSON lacks: exact decimals become numbers, times ISO 8601 text, bytes upper-case hex."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex().upper()
    raise TypeError(f"no JSON for {type(value).__name__}")


def text(value: Any) -> str:
    """A value in a table or CSV cell."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="milliseconds")
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex().upper()
    return str(value)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str | None = None) -> None:
    """A grid; numbers are right-aligned."""
    from rich.box import ROUNDED
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, box=ROUNDED, title_justify="left", title_style="bold", header_style="bold")
    for index, name in enumerate(columns):
        is_number = any(
            isinstance(row[index], (int, float, Decimal)) and not isinstance(row[index], bool) for row in rows
        )
        table.add_column(Text(name), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(text(value), style="dim" if value is None else "") for value in row))
    out().print(table)


STYLES = {"problem": "bold red", "warning": "yellow", "ok": "green"}


def print_finding(state: str, check: str, found: str, advice: str) -> None:
    """What the doctor found, on a line; on the next one what to do, where there is something."""
    from rich.text import Text

    console = out()
    console.print(Text.assemble((f"{state:<8}", STYLES[state]), f"{check:<17} {found}"), soft_wrap=True)
    if advice:
        console.print(Text(f"{'':<8}{'':<17} {advice}", style="bold"), soft_wrap=True)


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """RFC 4180 with a header line; NULL is an empty field."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if value is None else text(value) for value in row] for row in rows)
    return buffer.getvalue()


@contextmanager
def deploying(quiet: bool) -> Iterator[Callable[[Step], None]]:
    """A callback that shows a deployment: one line per finished file, the running one as a bar on a
    terminal.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    if quiet:
        yield lambda step: None
        return
    console = notes()
    with Progress(
        TextColumn("{task.description:<28}"),
        BarColumn(bar_width=24),
        TextColumn("{task.completed}/{task.total} statements"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        bar = progress.add_task("", total=None)

        def show(step: Step) -> None:
            total = len(step.script.statements)
            progress.update(bar, description=step.script.name, completed=step.done, total=total)
            if step.is_last:
                console.print(f"{step.script.name:<28} {total:>3} statements {step.seconds:7.2f} s")

        yield show


@contextmanager
def counting(quiet: bool, total: int, unit: str) -> Iterator[Callable[[str, int], None]]:
    """A callback (what, how many more) that moves one bar on a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = notes()
    with Progress(
        TextColumn("{task.description:<28}"),
        BarColumn(bar_width=24),
        TextColumn("{task.completed:,.0f}/{task.total:,.0f} " + unit),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    ) as progress:
        bar = progress.add_task("", total=total)

        def show(what: str, more: int) -> None:
            progress.update(bar, description=what, advance=more)

        yield show
