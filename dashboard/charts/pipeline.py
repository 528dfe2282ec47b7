"""Charts of the Pipeline: the graph of tables, lag against target, runs over time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from frames import records
from theme import (
    ACTION_COLOURS,
    BORDER,
    CARD,
    FAILED,
    GOOD,
    IDLE,
    LATE,
    PRIMARY,
    RUN_COLOURS,
    TEXT,
    count,
    seconds,
    words,
)

from charts.base import labelled, styled


def flow(streams: pd.DataFrame, sources: dict[str, str], graph: pd.DataFrame, tables: pd.DataFrame) -> str:
    """The way of the data in DOT: tables, streams with their waiting rows, tasks, dynamic tables with their lag.

    `sources` maps a stream to the table it watches.
    """
    lines = [
        "digraph { rankdir=LR bgcolor=transparent nodesep=0.16 ranksep=0.28",
        f'node [shape=box style="filled,rounded" fillcolor="{CARD}" color="{BORDER}" fontcolor="{TEXT}" '
        'fontname="Source Sans, sans-serif" fontsize=13 height=0.3 margin="0.09,0.05" penwidth=1.6]',
        f'edge [color="{IDLE}" arrowsize=0.6]',
    ]
    for row in records(streams):
        waiting = int(row.PENDING_ROWS)
        colour = LATE if waiting else BORDER
        label = _wrapped(row.STREAM_NAME) + (f"\\n{waiting} waiting" if waiting else "")
        lines.append(f'"{row.STREAM_NAME}" [label="{label}" shape=cds color="{colour}" margin="0.12,0.11"]')
        lines.append(
            f'"{row.CONSUMER}" [label="{_wrapped(row.CONSUMER)}" shape=oval color="{PRIMARY}" margin="0.02,0.02"]'
        )
        lines.append(f'"{sources.get(row.STREAM_NAME, "?")}" -> "{row.STREAM_NAME}"')
        lines.append(f'"{row.STREAM_NAME}" -> "{row.CONSUMER}"')
    for consumer, target in sorted(set(zip(streams["CONSUMER"], streams["TARGET"], strict=True))):
        lines.append(f'"{consumer}" -> "{target}"')
    for row in records(tables):
        label = f"{_wrapped(row.NAME)}\\nlag {seconds(row.LAG_SEC)}\\nof {_target(row.TARGET_LAG_SEC)}"
        label += "\\nLATE" if row.IS_LATE else ""
        lines.append(f'"{row.NAME}" [label="{label}" color="{FAILED if row.IS_LATE else GOOD}" penwidth=2.4]')
    named = {*sources.values(), *streams["TARGET"]}
    lines.extend(f'"{name}" [label="{_wrapped(name)}"]' for name in sorted(named))
    lines.extend(f'"{_last(row.INPUT_NAME)}" -> "{row.NAME}" [style=dashed]' for row in records(graph))
    return "\n".join([*lines, "}"])


def lag(frame: pd.DataFrame) -> go.Figure:
    """Lag now as bars, the target as a mark on each."""
    figure = go.Figure()
    figure.add_bar(
        x=frame["LAG_SEC"],
        y=frame["NAME"],
        orientation="h",
        name="lag now",
        marker={"color": [FAILED if is_late else GOOD for is_late in frame["IS_LATE"]]},
    )
    figure.add_scatter(
        x=frame["TARGET_LAG_SEC"],
        y=frame["NAME"],
        mode="markers",
        name="target lag",
        marker={"symbol": "line-ns", "size": 30, "line": {"width": 3, "color": TEXT}},
    )
    said = [
        seconds(row.LAG_SEC) + ("" if pd.isna(row.TARGET_LAG_SEC) else f" of {_target(row.TARGET_LAG_SEC)}")
        for row in records(frame)
    ]
    labelled(figure, frame, "NAME", "LAG_SEC", "TARGET_LAG_SEC", said)
    figure.update_xaxes(title="seconds", rangemode="tozero")
    figure.update_yaxes(automargin=True)
    return styled(figure, 240).update_layout(margin={"r": 72})  # what stands behind the longest target


def pending(frame: pd.DataFrame) -> go.Figure:
    """Change rows waiting in each stream."""
    figure = go.Figure(
        go.Bar(
            x=frame["PENDING_ROWS"],
            y=frame["STREAM_NAME"],
            orientation="h",
            text=[count(value) for value in frame["PENDING_ROWS"]],
            marker={"color": [LATE if value else IDLE for value in frame["PENDING_ROWS"]]},
            customdata=frame["CONSUMER"],
            hovertemplate="%{y}: %{x} rows for %{customdata}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(rangemode="tozero", range=[0, 1.1 * max([1, *frame["PENDING_ROWS"]])])
    return styled(figure, 320, legend=False)


def task_runs(frame: pd.DataFrame) -> go.Figure:
    """One bar per run of a task, from its start to its end; short ones are widened to be seen."""
    figure = go.Figure()
    runs = frame[frame["STATE"] != "SCHEDULED"].copy()
    starts = pd.to_datetime(runs["QUERY_START_TIME"].fillna(runs["SCHEDULED_TIME"]), utc=True)
    ends = pd.to_datetime(runs["COMPLETED_TIME"], utc=True).fillna(starts)
    length = starts.max() - starts.min() if len(runs) else pd.Timedelta(0)
    narrowest = max(length.total_seconds() * 1000 / 150, 1000.0)
    runs = runs.assign(START=starts, WIDTH=((ends - starts).dt.total_seconds() * 1000).clip(lower=narrowest))
    for state, part in runs.groupby("STATE"):
        figure.add_bar(
            base=part["START"],
            x=part["WIDTH"],
            y=part["NAME"],
            orientation="h",
            name=words(state),
            marker={"color": RUN_COLOURS.get(str(state), IDLE)},
            customdata=part[["DURATION_MS", "ERROR_MESSAGE"]].fillna("").astype(str),
            hovertemplate="%{y} at %{base|%H:%M:%S}: %{fullData.name} %{customdata[1]}<extra></extra>",
        )
    figure.update_xaxes(type="date", title="UTC", tickformat="%H:%M", nticks=6)
    figure.update_yaxes(automargin=True, categoryorder="category descending")
    return styled(figure.update_layout(barmode="overlay"), 320)


def lag_over_time(frame: pd.DataFrame) -> go.Figure:
    """The instant each dynamic table stood for, refresh by refresh: how old it had become just before."""
    figure = go.Figure()
    for index, (name, part) in enumerate(frame.groupby("NAME")):
        figure.add_scatter(
            x=pd.to_datetime(part["DATA_TIMESTAMP"], utc=True),
            y=part["SECONDS_SINCE_PREVIOUS"],
            name=str(name),
            mode="lines",
            line={"shape": "hv", "width": 2, "color": (PRIMARY, LATE, GOOD, FAILED)[index % 4]},
            hovertemplate="%{x|%H:%M:%S}: %{y:.0f} s since the refresh before<extra></extra>",
        )
    figure.update_xaxes(title="UTC", tickformat="%H:%M", nticks=6)
    figure.update_yaxes(title="seconds", rangemode="tozero")
    return styled(figure, 300)


def refreshes(frame: pd.DataFrame) -> go.Figure:
    """Each refresh as a dot: when, and how many rows it changed, coloured by what was done."""
    figure = go.Figure()
    for action, part in frame.groupby("REFRESH_ACTION"):
        figure.add_scatter(
            x=pd.to_datetime(part["REFRESH_START_TIME"], utc=True),
            y=part["NAME"],
            mode="markers",
            name=words(action),
            marker={
                "color": ACTION_COLOURS.get(str(action), IDLE),
                "size": [6 if changed == 0 else 11 for changed in part["CHANGED_ROWS"]],
                "symbol": ["circle-open" if changed == 0 else "circle" for changed in part["CHANGED_ROWS"]],
            },
            customdata=part[["CHANGED_ROWS", "DURATION_MS"]],
            hovertemplate="%{y} at %{x|%H:%M:%S}: %{customdata[0]} rows, %{customdata[1]} ms<extra></extra>",
        )
    figure.update_xaxes(title="UTC", tickformat="%H:%M", nticks=6)
    figure.update_yaxes(automargin=True)
    return styled(figure, 280)


def credits(frame: pd.DataFrame) -> go.Figure:
    """Credits per hour, compute and cloud services."""
    figure = go.Figure()
    for column, name, colour in (
        ("COMPUTE_CREDITS", "compute", PRIMARY),
        ("CLOUD_SERVICES_CREDITS", "cloud services", IDLE),
    ):
        figure.add_bar(
            x=pd.to_datetime(frame["START_TIME"], utc=True),
            y=frame[column],
            name=name,
            marker={"color": colour},
            hovertemplate="%{x|%d %b %H:%M}: %{y:.4f} credits<extra></extra>",
        )
    figure.update_yaxes(rangemode="tozero")
    return styled(figure.update_layout(barmode="stack"), 280)


def _target(target_lag_sec: float | None) -> str:
    return "downstream" if pd.isna(target_lag_sec) else seconds(target_lag_sec)


def _last(name: str) -> str:
    """The last part of a qualified name."""
    return name.rsplit(".", 1)[-1].strip('"')


def _wrapped(name: str) -> str:
    """A name over several lines, broken at its underscores, so that the graph stays narrow."""
    lines = [""]
    for part in name.replace("_", "_ ").split():
        if lines[-1] and len(lines[-1]) + len(part) > 12:
            lines.append("")
        lines[-1] += part
    return "\\n".join(lines)
