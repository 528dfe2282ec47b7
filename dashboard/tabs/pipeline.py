"""Pipeline: the way of an order from RAW_DATA to the charts, and buttons that move it along.

Everything is asked anew at every look, because streams, lags and runs change without a table changing.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import queries
import streamlit as st
from charts import pipeline as charts
from connection import failures, refresh_seconds
from filters import Filters
from panels import Card, cards, more, panel, plot, rows_of
from queries import Answer
from theme import count, markdown, money

TASKS = "ECOMMERCE_DB.STREAMS_TASKS"
STEPS = ("2 minutes", "10 minutes", "1 hour", "1 day")
GUIDE = """Place an order: it lands in RAW_DATA, and rows wait in the streams (amber below). Advance the clock, and the
tasks carry it on, station by station, until it is on the Overview. Or move it by hand: run a task, refresh a table."""
GUIDE_OF_THE_WALL_CLOCK = """Place an order and watch: it lands in RAW_DATA, rows wait in the streams (amber below), and
within ten minutes the tasks have carried it to the Overview. Run them by hand if you do not want to wait, or move time
yourself with `ecomsim dashboard --clock virtual`."""
CLOCK = "SELECT SYSTEM$ECOMSIM_ADVANCE('0 seconds') AS now"
"""An emulator-only function, hence not among the questions of sql/dashboard, which any account answers."""


def numbers(filters: Filters) -> None:
    """What a learner can do comes first here; the cards tick with the rest."""
    buttons()


def details(filters: Filters) -> None:
    """All below the buttons."""
    pace = refresh_seconds()
    st.fragment(live, run_every=None if pace is None else 2 * pace)()


def live() -> None:
    """What changes by itself; drawn again every few seconds."""
    journey()
    at_a_glance()
    streams = queries.ask_now("pipeline/streams")
    tables = queries.ask_now("pipeline/dynamic_tables")
    with panel("The way of the data") as head:
        graph = queries.ask("pipeline/graph")
        more(head, graph)
        states = queries.rows(queries.text("pipeline/stream_states", {}))
        sources = {row["name"]: str(row["table_name"]).rsplit(".", 1)[-1] for _, row in states.iterrows()}
        st.graphviz_chart(
            charts.flow(streams.frame, sources, graph.frame, tables.frame),
            width="stretch",
            alt="Graph of tables, streams, tasks and dynamic tables",
        )
        st.caption(
            "Streams (amber when rows wait) feed tasks, tasks write tables; dashed: what a dynamic table reads. A "
            "dynamic table is green within its target lag."
        )
    left, right = st.columns(2)
    with left:
        draw(
            "Lag of the dynamic tables against their target",
            tables,
            charts.lag,
            "Bars of lag with the target as a mark",
        )
        if streams.frame["PENDING_ROWS"].any():
            draw("Rows waiting in the streams", streams, charts.pending, "Bars of waiting rows per stream")
        else:
            with panel("Rows waiting in the streams") as head:
                more(head, streams)
                st.success("Nothing waits: the tasks have consumed every stream.", icon=":material/check:")
    with right:
        draw("Credits per hour", queries.ask_now("pipeline/credits"), charts.credits, "Bars of credits used per hour")
        refreshes = queries.ask_now("pipeline/refreshes")
        draw("Refreshes, the last two hours", refreshes, charts.refreshes, "Dots of refreshes by what was done")
    draw(
        "Time between refreshes, seconds",
        refreshes,
        charts.lag_over_time,
        "Step lines of the time between refreshes per dynamic table",
        key="pipeline/lag_over_time",
    )
    draw(
        "Task runs, the last two hours",
        queries.ask_now("pipeline/task_runs"),
        charts.task_runs,
        "Runs of tasks over time",
    )
    quality_and_errors()


def draw(
    title: str, answer: Answer, chart: Callable[[pd.DataFrame], object], alt: str, *, key: str | None = None
) -> None:
    """An answer as a chart."""
    with panel(title) as head:
        more(head, answer, key=key)
        if answer.frame.empty:
            st.caption("Nothing yet.")
        else:
            plot(chart(answer.frame), key=key or answer.question, alt=alt)


def at_a_glance() -> None:
    """The cards."""
    with panel("The pipeline at a glance") as head:
        answer = queries.ask_now("pipeline/kpis")
        more(head, answer)
        row = answer.row
        cards(
            (
                Card(
                    label="Dynamic tables late",
                    value=f"{count(row['LATE_TABLES'])} of {count(row['DYNAMIC_TABLES'])}",
                    help="Older than their target lag",
                ),
                Card(label="Runs succeeded, 24 h", value=count(row["SUCCEEDED_RUNS"])),
                Card(label="Runs failed, 24 h", value=count(row["FAILED_RUNS"])),
                Card(label="Credits since yesterday", value=f"{float(row['CREDITS'] or 0):.3f}"),
                Card(label="Quality checks failing", value=count(row["FAILING_CHECKS"])),
            )
        )


def journey() -> None:
    """How far the newest order has come."""
    with panel("The newest order on its way") as head:
        answer = queries.ask_now("pipeline/journey")
        more(head, answer)
        row = answer.row
        if not row:
            st.caption("No orders yet. Load the sample shop with `ecomsim demo`.")
            return
        st.markdown(markdown(f"Order **{row['ORDER_ID']}** over {money(row['TOTAL_AMOUNT'])}"))
        is_sold = row["ROWS_IN_FACT_SALES"] > 0
        with st.container(horizontal=True):
            for place, is_there, carrier in (
                ("RAW_DATA.ORDERS", True, ""),
                ("ENRICHED_ORDERS", row["ROWS_IN_ENRICHED_ORDERS"] > 0, "its next refresh"),
                ("FACT_SALES", is_sold and row["ROWS_IN_STREAM"] == 0, "LOAD_FACT_SALES"),
                ("DAILY_SALES_SUMMARY", is_sold and row["ROWS_IN_FACT_STREAM"] == 0, "UPDATE_DAILY_SUMMARY"),
            ):
                if is_there:
                    st.badge(place, icon=":material/check:", color="green")
                else:
                    st.badge(f"{place} waits for {carrier}", icon=":material/hourglass_empty:", color="orange")


def quality_and_errors() -> None:
    """The latest quality results and the error log."""
    left, right = st.columns(2)
    with left, panel("Data quality, the latest run") as head:
        answer = queries.ask_now("pipeline/quality")
        more(head, answer)
        rows_of(
            answer,
            {
                "CHECK_GROUP": "Group",
                "CHECK_NAME": "Check",
                "VIOLATIONS": "Violations",
                "CHECKED_AT": st.column_config.DatetimeColumn("Checked, UTC", format="YYYY-MM-DD HH:mm"),
            },
            codes=("CHECK_GROUP", "CHECK_NAME"),
            alt="Quality checks with their violations",
        )
    with right, panel("Errors logged by the tasks") as head:
        answer = queries.ask_now("pipeline/errors")
        more(head, answer)
        if answer.frame.empty:
            st.success("No task has logged an error.", icon=":material/check:")
        else:
            rows_of(
                answer,
                {
                    "LOGGED_AT": st.column_config.DatetimeColumn("Logged, UTC", format="YYYY-MM-DD HH:mm:ss"),
                    "TASK_NAME": "Task",
                    "ERROR_CODE": "Code",
                    "ERROR_MESSAGE": "Message",
                },
                alt="The error log",
            )


# --- what a learner can do ------------------------------------------------------------------------------------


def buttons() -> None:
    """Place an order, move the clock, run a task, refresh a table."""
    with panel("Follow an order from RAW_DATA to the charts"):
        moment = clock()
        can_advance = moment is not None
        st.markdown(GUIDE if can_advance else GUIDE_OF_THE_WALL_CLOCK)
        tasks = sorted(queries.rows(queries.text("pipeline/task_states", {}))["name"])
        tables = queries.ask_now("pipeline/dynamic_tables").frame
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if st.button("1 · Place an order", key="place order", icon=":material/shopping_cart:", type="primary"):
                act("An order has been placed in RAW_DATA.", queries.text("pipeline/place_order", {}))
            if can_advance:
                step = st.selectbox("Clock", STEPS, index=1, key="step", width=150)
                if st.button("2 · Advance the clock", key="advance", icon=":material/fast_forward:"):
                    act(f"The clock has moved on {step}.", f"SELECT SYSTEM$ECOMSIM_ADVANCE('{step}')")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            task = st.selectbox("Task", tasks, key="task", width=270)
            if st.button("Run task", key="run task", icon=":material/play_arrow:", disabled=not task):
                act(f"{task} has been started.", f"EXECUTE TASK {TASKS}.{task}")
            table = st.selectbox("Dynamic table", list(tables["NAME"]), key="table", width=270)
            if st.button("Refresh table", key="refresh table", icon=":material/sync:", disabled=not table):
                schema = tables.loc[tables["NAME"] == table, "SCHEMA_NAME"].iloc[0]
                act(f"{table} has been refreshed.", f"ALTER DYNAMIC TABLE ECOMMERCE_DB.{schema}.{table} REFRESH")
        if can_advance:
            st.caption(f"Virtual clock: {clock():%Y-%m-%d %H:%M:%S} UTC")


def act(done: str, sql: str) -> None:
    """Run statements, say so, and forget the answers."""
    with st.spinner("Running…"):
        queries.run(sql)
    queries.forget()
    st.toast(done, icon=":material/check:")


def clock() -> pd.Timestamp | None:
    """The virtual clock's time; None where nobody can move the clock."""
    return pd.Timestamp(str(queries.rows(CLOCK).iloc[0, 0])) if can_move_clock() else None


@st.cache_resource(show_spinner=False)
def can_move_clock() -> bool:
    """Whether the account's clock is a virtual one. A real account does not know the function and is asked once."""
    try:
        queries.rows(CLOCK)
    except failures():
        return False
    return True
