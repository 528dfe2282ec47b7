"""Random statements over columns whose names differ only in case, against a plain Python model.

The model has every row as a dictionary from column name to value, once as it is and once as it was when the stream was
created; both follow the columns of the table. Source: "Identifier requirements" (quoted names are case-sensitive).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomsim.names import quote
from ecomsim.sessions.session import Session

NAMES = ("a", "A", "a ", "B", "b", "ROWID", "rowid")
Row = dict[str, int | None]
Step = tuple[str, int, int, int]

steps = st.lists(
    st.tuples(
        st.sampled_from(["insert", "insert", "update", "delete", "merge", "swap", "add", "add", "drop", "rename"]),
        st.integers(0, 6),
        st.integers(0, 6),
        st.integers(0, 3),
    ),
    min_size=4,
    max_size=16,
)


@dataclass
class Model:
    """`columns` in the table's order; `now` and `then`: rows by their identity."""

    columns: list[str] = field(default_factory=lambda: ["a", "A"])
    now: dict[int, Row] = field(default_factory=dict)
    then: dict[int, Row] = field(default_factory=dict)
    births: int = 0

    def name(self, number: int) -> str:
        return self.columns[number % len(self.columns)]

    def give_birth(self, row: Row) -> None:
        self.now[self.births] = {**dict.fromkeys(self.columns), **row}
        self.births += 1

    def rows(self) -> Counter[tuple[int | None, ...]]:
        return Counter(self.image(row) for row in self.now.values())

    def image(self, row: Row) -> tuple[int | None, ...]:
        return tuple(row[name] for name in self.columns)

    def changes(self) -> Counter[tuple[int | str | bool | None, ...]]:
        """What the stream shows: the difference of then and now."""
        found: Counter[tuple[int | str | bool | None, ...]] = Counter()
        for number in self.then.keys() | self.now.keys():
            old, new = self.then.get(number), self.now.get(number)
            if old == new:
                continue
            is_update = old is not None and new is not None
            found.update((*self.image(row), "DELETE", is_update) for row in [old] if row is not None)
            found.update((*self.image(row), "INSERT", is_update) for row in [new] if row is not None)
        return found


def apply(session: Session, model: Model, step: Step) -> None:
    """Run one statement on the table and on the model."""
    kind, one, other, value = step
    x, y = model.name(one), model.name(other)
    if kind == "insert":
        given_names = list(dict.fromkeys([x, y]))
        values = {name: value + place for place, name in enumerate(given_names)}
        listed = ", ".join(map(quote, given_names))
        session.execute(f"INSERT INTO t ({listed}) VALUES ({', '.join(map(str, values.values()))})")
        model.give_birth(dict(values))
    elif kind == "update":
        session.execute(f"UPDATE t SET {quote(x)} = COALESCE({quote(y)}, 0) + 1 WHERE {quote(y)} < {value + 1}")
        for row in model.now.values():
            if (at_hand := row[y]) is not None and at_hand < value + 1:
                row[x] = at_hand + 1
    elif kind == "delete":
        session.execute(f"DELETE FROM t WHERE {quote(x)} = {value}")
        model.now = {number: row for number, row in model.now.items() if row[x] != value}
    elif kind == "merge":
        session.execute(
            f"MERGE INTO t USING (SELECT {value} AS {quote(x)}, 7 AS n) s ON t.{quote(x)} = s.{quote(x)} "
            f"WHEN MATCHED THEN UPDATE SET {quote(y)} = n "
            f"WHEN NOT MATCHED THEN INSERT ({quote(x)}) VALUES (s.{quote(x)})"
        )
        matched = [row for row in model.now.values() if row[x] == value]
        for row in matched:
            row[y] = 7
        if not matched:
            model.give_birth({x: value})
    elif kind == "swap":
        targets, sources = (x, y) if x != y else (x,), (y, x) if x != y else (x,)
        listed, read = (", ".join(map(quote, names)) for names in (targets, sources))
        session.execute(f"INSERT OVERWRITE INTO t ({listed}) SELECT {read} FROM t")
        old, model.now = list(model.now.values()), {}
        for row in old:
            model.give_birth(dict(zip(targets, (row[name] for name in sources), strict=True)))
    else:
        change_columns(session, model, kind, x, NAMES[other])


def change_columns(session: Session, model: Model, kind: str, x: str, new: str) -> None:
    contents = [*model.now.values(), *model.then.values()]
    if kind == "add" and new not in model.columns:
        session.execute(f"ALTER TABLE t ADD COLUMN {quote(new)} INT")
        model.columns.append(new)
        for row in contents:
            row[new] = None
    elif kind == "drop" and len(model.columns) > 1:
        session.execute(f"ALTER TABLE t DROP COLUMN {quote(x)}")
        model.columns.remove(x)
        for row in contents:
            del row[x]
    elif kind == "rename" and new not in model.columns:
        session.execute(f"ALTER TABLE t RENAME COLUMN {quote(x)} TO {quote(new)}")
        model.columns[model.columns.index(x)] = new
        for row in contents:
            row[new] = row.pop(x)


def check(session: Session, model: Model) -> None:
    """The table, what is made of it, and its stream, column by column."""
    result = session.execute("SELECT * FROM t")
    assert [column.name for column in result.columns] == model.columns
    assert Counter(result.rows()) == model.rows()
    listed = ", ".join(map(quote, model.columns))
    turned = [*model.columns[1:], model.columns[0]]
    aliased = ", ".join(f"{quote(name)} AS {quote(alias)}" for name, alias in zip(model.columns, turned, strict=True))
    session.execute("CREATE OR REPLACE TABLE copied CLONE t")
    session.execute(f"CREATE OR REPLACE VIEW seen ({listed}) AS SELECT {listed} FROM t")
    session.execute(f"CREATE OR REPLACE TABLE made AS SELECT {aliased} FROM seen")
    for query in (
        f"SELECT {listed} FROM copied",
        f"SELECT {', '.join(map(quote, turned))} FROM made",
        f"WITH q AS (SELECT {aliased} FROM t) SELECT {', '.join(map(quote, turned))} FROM q",
        f"SELECT {listed} FROM (SELECT DISTINCT {listed}, COUNT(*) AS n FROM t GROUP BY ALL), "
        "LATERAL FLATTEN(INPUT => ARRAY_GENERATE_RANGE(0, n))",
    ):
        assert Counter(session.execute(query).rows()) == model.rows(), query
    shown = f"SELECT {listed}, metadata$action, metadata$isupdate FROM st"
    assert Counter(session.execute(shown).rows()) == model.changes()


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=steps)
def test_columns_by_case_are_columns_of_their_own(session: Session, history: list[Step]) -> None:
    session.execute('CREATE OR REPLACE TABLE t ("a" INT, a INT)')
    session.execute("INSERT INTO t VALUES (1, 2), (2, 1), (3, NULL)")
    model = Model()
    for row in ((1, 2), (2, 1), (3, None)):
        model.give_birth({"a": row[0], "A": row[1]})
    session.execute("CREATE OR REPLACE STREAM st ON TABLE t")
    model.then = {number: dict(row) for number, row in model.now.items()}
    for step in history:
        apply(session, model, step)
    check(session, model)
