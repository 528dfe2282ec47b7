"""The drawings of the architecture page and of the course, as SVG: boxes in rows, arrows between them.

A drawing is a value (`Drawing`), `svg` its text; no outside program, no script in the page. Colours follow the reader's
light or dark preference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

IMAGES = Path(__file__).parents[2] / "docs" / "images"
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 190, 58, 40, 44, 16  # pixels

STYLE = """
.box { fill: #eef3fb; stroke: #3f6fb5; stroke-width: 1.3 }
.store { fill: #f6f0e2; stroke: #a98436 }
text { font: 14px system-ui, sans-serif; fill: #1b2430; text-anchor: middle }
.small { font-size: 11.5px; fill: #56616f }
.arrow { stroke: #56616f; stroke-width: 1.3; fill: none; marker-end: url(#head) }
#head path { fill: #56616f }
@media (prefers-color-scheme: dark) {
  .box { fill: #22314a; stroke: #7ea6e0 }
  .store { fill: #3b3322; stroke: #d0ac5f }
  text { fill: #e6ebf2 }
  .small { fill: #aab4c2 }
  .arrow { stroke: #aab4c2 }
  #head path { fill: #aab4c2 }
}
"""


@dataclass(frozen=True, slots=True)
class Box:
    """A box at a grid place (column and row may be fractions); `note` is the small second line."""

    column: float
    row: float
    title: str
    note: str = ""
    is_store: bool = False

    @property
    def left(self) -> float:
        return MARGIN + self.column * (WIDTH + GAP_X)

    @property
    def top(self) -> float:
        return MARGIN + self.row * (HEIGHT + GAP_Y)


@dataclass(frozen=True, slots=True)
class Drawing:
    """`arrows` join boxes by name."""

    title: str
    boxes: dict[str, Box]
    arrows: tuple[tuple[str, str], ...]


def svg(drawing: Drawing) -> str:
    """The drawing as a standing SVG file."""
    width = max(box.left for box in drawing.boxes.values()) + WIDTH + MARGIN
    height = max(box.top for box in drawing.boxes.values()) + HEIGHT + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img">',
        f"<title>{escape(drawing.title)}</title>",
        f"<style>{STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 8 4 0 8z"/></marker></defs>',
        *(_arrow(drawing.boxes[start], drawing.boxes[end]) for start, end in drawing.arrows),
        *(line for box in drawing.boxes.values() for line in _box(box)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _box(box: Box) -> Iterator[str]:
    kind = "box store" if box.is_store else "box"
    yield f'<rect class="{kind}" x="{box.left:g}" y="{box.top:g}" width="{WIDTH}" height="{HEIGHT}" rx="7"/>'
    middle = box.left + WIDTH / 2
    shift = 26 if box.note else 34
    yield f'<text x="{middle:g}" y="{box.top + shift:g}">{escape(box.title)}</text>'
    if box.note:
        yield f'<text class="small" x="{middle:g}" y="{box.top + 44:g}">{escape(box.note)}</text>'


def _arrow(start: Box, end: Box) -> str:
    """From edge to edge: downwards or upwards between rows, sideways within one."""
    if start.row == end.row:
        step = 1 if end.column > start.column else -1
        x1, y1 = start.left + (WIDTH if step > 0 else 0), start.top + HEIGHT / 2
        x2, y2 = end.left + (0 if step > 0 else WIDTH), end.top + HEIGHT / 2
    else:
        is_down = end.row > start.row
        x1, y1 = start.left + WIDTH / 2, start.top + (HEIGHT if is_down else 0)
        x2, y2 = end.left + WIDTH / 2, end.top + (0 if is_down else HEIGHT)
    return f'<path class="arrow" d="M{x1:g} {y1:g} L{x2:g} {y2:g}"/>'


OVERVIEW = Drawing(
    "Clients, the account, and its file",
    {
        "clients": Box(0, 0, "Snowflake clients", "connector, SQL API"),
        "python": Box(1, 0, "Python", "ecomsim.connect()"),
        "cli": Box(2, 0, "Commands", "ecomsim …"),
        "server": Box(0, 1, "Server", "Snowflake's protocol"),
        "session": Box(1, 1, "Sessions", "one per connection"),
        "agenda": Box(2, 1, "Agenda", "what falls due, on one clock"),
        "account": Box(1, 2, "Account", "catalog, locks, histories"),
        "file": Box(1, 3, "One DuckDB file", "rows, versions, catalog", is_store=True),
    },
    (
        ("clients", "server"),
        ("server", "session"),
        ("python", "session"),
        ("cli", "session"),
        ("agenda", "session"),
        ("session", "account"),
        ("account", "file"),
    ),
)

STATEMENT = Drawing(
    "The way of one statement",
    {
        "text": Box(0, 0, "Text", "one statement"),
        "parse": Box(1, 0, "Parse", "typed node"),
        "handler": Box(2, 0, "Handler", "one per node type"),
        "query": Box(0, 1, "Query", "bind → DuckDB SQL"),
        "dml": Box(1, 1, "DML", "lock, capture, write"),
        "ddl": Box(2, 1, "DDL", "new catalog"),
        "script": Box(3, 1, "Scripting", "statements again"),
        "result": Box(1, 2, "Result", "Arrow + Snowflake types"),
    },
    (
        ("text", "parse"),
        ("parse", "handler"),
        ("handler", "query"),
        ("handler", "dml"),
        ("handler", "ddl"),
        ("handler", "script"),
        ("query", "result"),
        ("dml", "result"),
        ("ddl", "result"),
        ("script", "result"),
    ),
)

STORAGE = Drawing(
    "A table and its history",
    {
        "name": Box(1, 0, "DB.SCHEMA.ORDERS", "the name: rows as they are"),
        "current": Box(0.5, 1, "t_17", "rows as they are now", is_store=True),
        "history": Box(1.5, 1, "h_17", "every image that ended", is_store=True),
        "stream": Box(2.5, 0, "Stream", "an offset: version 41"),
        "travel": Box(0, 0, "AT (… )", "rows alive at a version"),
        "versions": Box(2.5, 1, "versions", "when each was committed", is_store=True),
    },
    (
        ("name", "current"),
        ("travel", "current"),
        ("travel", "history"),
        ("stream", "current"),
        ("stream", "history"),
        ("stream", "versions"),
    ),
)

STAR = Drawing(
    "A star: numbers in the middle, words around them",
    {
        "date": Box(0, 0, "DIM_DATE", "month, weekend", is_store=True),
        "customer": Box(2, 0, "DIM_CUSTOMER", "name, country, segment", is_store=True),
        "fact": Box(1, 1, "FACT_SALES", "keys, quantity, net_amount", is_store=True),
        "product": Box(1, 2, "DIM_PRODUCT", "name, category", is_store=True),
    },
    (("fact", "date"), ("fact", "customer"), ("fact", "product")),
)

STREAM = Drawing(
    "One table, one stream, and what reads it",
    {
        "writers": Box(0, 0, "Writers", "INSERT, UPDATE, DELETE"),
        "table": Box(1, 0, "ORDERS", "rows and their history", is_store=True),
        "stream": Box(2, 0, "ORDERS_STREAM", "what changed since the offset"),
        "task": Box(2, 1, "Task", "WHEN the stream has data"),
        "target": Box(1, 1, "SALES", "what the changes amount to", is_store=True),
    },
    (("writers", "table"), ("table", "stream"), ("stream", "task"), ("task", "target")),
)

LAYERS = Drawing(
    "Three layers, one direction",
    {
        "raw": Box(0, 0, "RAW", "as it was delivered", is_store=True),
        "staging": Box(1, 0, "STAGING", "typed, one row for each thing", is_store=True),
        "analytics": Box(2, 0, "ANALYTICS", "facts and dimensions", is_store=True),
        "load": Box(0, 1, "Loading", "COPY INTO"),
        "dynamic": Box(1, 1, "Dynamic tables", "a query, kept fresh"),
        "task": Box(2, 1, "Streams and tasks", "MERGE what changed"),
    },
    (
        ("raw", "staging"),
        ("staging", "analytics"),
        ("load", "raw"),
        ("dynamic", "staging"),
        ("task", "analytics"),
    ),
)

DRAWINGS = {
    "overview.svg": OVERVIEW,
    "statement.svg": STATEMENT,
    "storage.svg": STORAGE,
    "star.svg": STAR,
    "stream.svg": STREAM,
    "layers.svg": LAYERS,
}


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, drawing in DRAWINGS.items():
        (IMAGES / name).write_text(svg(drawing), encoding="utf-8")


if __name__ == "__main__":
    main()
