"""What the first visitor would wait for, done before: modules imported, every question planned and asked once.

Runs in the process that serves the page, outside of any page; what it learns stays in the engine's plans, so the
answers a page shows are still its own.
"""

from __future__ import annotations

import queries
from connection import failures
from filters import Filters
from tabs import customers, geography, inventory, overview, payments, pipeline, products, trends

TABS = (overview, customers, products, trends, inventory, payments, geography, pipeline)
FIRST = ("filters", "overview")
"""The folders of questions that the first paint asks."""
CHANGING = "place_order"
"""The one file among the questions that changes something."""


def first_paint() -> None:
    """What a visitor of the plain address waits for."""
    import plotly.graph_objects as go

    go.Figure(go.Bar(x=[1], y=[1]))  # a first figure loads what plotly imports late
    for folder in FIRST:
        ask(folder)


def the_rest() -> None:
    """What the other tabs ask."""
    folders = {path.parent.name for path in queries.FOLDER.glob("*/*.sql")}
    for folder in sorted(folders - set(FIRST)):
        ask(folder)


def ask(folder: str) -> None:
    """Ask the questions of a folder with the filters untouched; one that waits for a choice on the page is left out."""
    values = Filters().values()
    for path in sorted((queries.FOLDER / folder).glob("*.sql")):
        if path.stem == CHANGING:
            continue
        try:
            sql = queries.text(f"{folder}/{path.stem}", values)
        except KeyError:
            continue
        try:
            queries.rows(sql)
        except failures():
            return  # there is no shop yet: the page says so
