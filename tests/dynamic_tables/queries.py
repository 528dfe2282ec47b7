"""Random queries over a small schema: every construct that Snowflake refreshes incrementally, nested.

What a query leaves open (the order of ties) never shows in its rows, so its result is one multiset.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

TABLES = {
    "src": (("id", "int"), ("v", "int")),
    "t2": (("id", "int"), ("g", "str")),
    "t3": (("g", "str"), ("k", "int"), ("x", "num")),
    "t4": (("id", "int"), ("f", "float"), ("d", "date")),
    "ev": (("id", "int"), ("ts", "time"), ("l", "zoned"), ("d", "date")),
    "arr": (("id", "int"), ("a", "array")),
    "vw": (("id", "int"), ("w", "int")),
    "up": (("id", "int"), ("s", "int"), ("n", "int")),
}
SETUP = (
    "CREATE OR REPLACE TABLE src(id INT, v INT)",
    "CREATE OR REPLACE TABLE t2(id INT, g VARCHAR)",
    "CREATE OR REPLACE TABLE t3(g VARCHAR, k INT, x NUMBER(10,2))",
    "CREATE OR REPLACE TABLE t4(id INT, f FLOAT, d DATE)",
    "CREATE OR REPLACE TABLE ev(id INT, ts TIMESTAMP_NTZ, l TIMESTAMP_LTZ, d DATE)",
    "CREATE OR REPLACE TABLE arr(id INT, a ARRAY)",
    "CREATE OR REPLACE VIEW vw(id, w) AS SELECT id, v + 1 FROM src WHERE v < 4 OR v IS NULL",
)
UPSTREAM = "SELECT id, SUM(v) AS s, COUNT(*) AS n FROM src GROUP BY id"
INITIAL = (
    "INSERT INTO src VALUES (1, 1), (1, 1), (3, NULL), (NULL, 2), (2, 3)",
    "INSERT INTO t2 VALUES (1, 'g1'), (2, 'g2'), (3, NULL), (NULL, 'g0')",
    "INSERT INTO t3 VALUES ('g1', 1, 1.5), ('g1', 2, 2.25), (NULL, 3, 0), ('g2', NULL, NULL)",
    "INSERT INTO t4 VALUES (1, 0.5, '2024-01-01'), (2, NULL, '2024-01-02'), (3, 2, NULL)",
    "INSERT INTO ev SELECT 1, CURRENT_TIMESTAMP(), CURRENT_TIMESTAMP(), CURRENT_DATE() UNION ALL SELECT 2, "
    "DATEADD(hour, 9, CURRENT_TIMESTAMP()), DATEADD(hour, -9, CURRENT_TIMESTAMP()), CURRENT_DATE() + 1",
    "INSERT INTO arr SELECT 1, ARRAY_CONSTRUCT(1, 2) UNION ALL SELECT 2, ARRAY_CONSTRUCT() UNION ALL "
    "SELECT 3, ARRAY_CONSTRUCT(3, 3)",
)
Column = tuple[str, str]
"""How it is written, and its type."""


@dataclass(slots=True)
class Queries:
    """A generator of queries; the same seed gives the same ones."""

    random: random.Random
    serial: int = 0
    shared: list[tuple[str, str, list[Column]]] = field(default_factory=list)

    def query(self) -> str:
        """A query with columns c0, c1 …"""
        self.serial, self.shared = 0, []
        if self.random.random() < 0.3:
            text, columns = self.select(2)
            self.shared.append(("common", text, columns))
        text, _ = self.select(self.random.choice([1, 2, 2, 3]))
        used = [(name, inner) for name, inner, _ in self.shared if f" {name} " in text]
        with_ = ", ".join(f"{name} AS ({inner})" for name, inner in used)
        return f"WITH {with_} {text}" if used else text

    # --- sources -----------------------------------------------------------------------------------------------

    def alias(self) -> str:
        self.serial += 1
        return f"r{self.serial}"

    def source(self, depth: int) -> tuple[str, list[Column]]:
        """A relation with its alias, and its columns."""
        alias = self.alias()
        roll = self.random.random()
        if self.shared and roll < 0.35:
            name, _, columns = self.shared[0]
            return f"{name} {alias}", [(f"{alias}.{each}", kind) for each, kind in columns]
        if depth > 1 and roll < 0.55:
            text, columns = self.select(depth - 1)
            return f"({text}) {alias}", [(f"{alias}.{each}", kind) for each, kind in columns]
        table = self.random.choice([*TABLES, "src", "src", "t2", "t2"])
        return f"{table} {alias}", [(f"{alias}.{each}", kind) for each, kind in TABLES[table]]

    def sources(self, depth: int) -> tuple[str, list[Column]]:
        """FROM with its joins and WHERE, and the columns in sight."""
        text, columns = self.source(depth)
        text, where = f"FROM {text}", []
        for _ in range(self.random.choice([0, 0, 1, 1, 1, 2])):
            more, added = self.source(depth)
            pairs = [(one, other) for one, kind in columns for other, type_ in added if kind == type_ != "array"]
            kind = self.random.choice(
                ["JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", ",", "CROSS"]
            )
            if not pairs:
                text += f" CROSS JOIN {more}"
            elif kind in (",", "CROSS"):
                text += f" CROSS JOIN {more}"
                if self.random.random() < 0.8:
                    where.append(" = ".join(self.random.choice(pairs)))
            else:
                on = " = ".join(self.random.choice(pairs))
                if self.random.random() < 0.25:
                    on += " AND " + " = ".join(self.random.choice(pairs))
                elif kind == "JOIN" and self.random.random() < 0.2:
                    on += f" AND {self.condition([*columns, *added])}"
                text += f" {kind} {more} ON {on}"
            columns += added
        arrays = [name for name, kind in columns if kind == "array"]
        if arrays and self.random.random() < 0.8:
            alias = self.alias()
            outer = ", OUTER => TRUE" if self.random.random() < 0.3 else ""
            text += f", LATERAL FLATTEN(INPUT => {self.random.choice(arrays)}{outer}) {alias}"
            columns += [(f"{alias}.value::INT", "int"), (f"{alias}.index", "int")]
        columns = [(name, kind) for name, kind in columns if kind != "array"]
        if self.random.random() < 0.4:
            where.append(self.condition(columns))
        if self.random.random() < 0.2:
            where.append(self.timely(columns))
        return text + (f" WHERE {' AND '.join(where)}" if where else ""), columns

    # --- expressions -------------------------------------------------------------------------------------------

    def column(self, columns: list[Column], *kinds: str) -> Column | None:
        found = [each for each in columns if not kinds or each[1] in kinds]
        return self.random.choice(found) if found else None

    def expression(self, columns: list[Column]) -> Column:
        name, kind = self.random.choice(columns)
        if self.random.random() < 0.65:
            return name, kind
        forms = {
            "int": ("{} + 1", "{} * 2", "COALESCE({}, 0)", "MOD({}, 3)", "IFF({} > 2, 1, 0)", "NULLIF({}, 1)", "-{}"),
            "num": ("{} + 1", "COALESCE({}, 0)"),
            "float": ("{} * 2",),
            "str": ("UPPER({})", "{} || 'x'", "COALESCE({}, '-')", "LEFT({}, 1)", "NULLIF({}, 'g1')"),
            "date": ("DATEADD(day, 1, {})", "DATE_TRUNC('month', {})"),
            "time": ("DATEADD(hour, 5, {})", "DATE_TRUNC('day', {})"),
            "zoned": ("DATEADD(hour, -5, {})",),
        }
        return f"({self.random.choice(forms[kind]).format(name)})", kind

    def condition(self, columns: list[Column]) -> str:
        name, kind = self.random.choice([each for each in columns if each[1] != "array"])
        number = self.random.randrange(4)
        forms = {
            "int": (f"{name} > {number}", f"{name} <> {number}", f"{name} IN ({number}, 1)", f"{name} BETWEEN 1 AND 3"),
            "num": (f"{name} > 1",),
            "float": (f"{name} <= 1",),
            "str": (f"{name} <> 'g1'", f"{name} LIKE 'g%'", f"{name} >= 'g1'"),
            "date": (f"{name} > '2024-01-01'",),
            "time": (f"{name} > '2026-03-08'", f"DATE_PART(hour, {name}) < 12"),
            "zoned": (f"{name} > '2026-03-08'",),
        }
        text = self.random.choice([*forms[kind], f"{name} IS NULL", f"{name} IS NOT NULL"])
        roll = self.random.random()
        if roll < 0.15:
            return f"({text} OR {self.condition(columns)})"
        return f"NOT ({text})" if roll < 0.25 else text

    def timely(self, columns: list[Column]) -> str:
        """A condition that time alone can turn: a few hours do."""
        name, kind = self.random.choice(
            [each for each in columns if each[1] in ("time", "zoned", "date")] * 3 + [columns[0]]
        )
        number, now = (
            self.random.randrange(-2, 3),
            self.random.choice(["CURRENT_TIMESTAMP()", "SYSDATE()", "GETDATE()"]),
        )
        of_instants = (
            f"{name} > DATEADD(hour, {9 * number}, {now})",
            f"{name} BETWEEN DATEADD(day, -1, {now}) AND DATEADD(hour, {9 * number}, CURRENT_TIMESTAMP())",
            f"{name}::DATE = CURRENT_DATE() + {number}",
            f"{now} NOT BETWEEN {name} AND DATEADD(hour, 20, {name})",
            f"DATEDIFF(hour, {name}, CURRENT_TIMESTAMP()) < {7 * number}",
            f"({name} > {now} OR {self.condition(columns)})",
        )
        forms = {
            "time": of_instants,
            "zoned": of_instants,
            "date": (
                f"{name} >= CURRENT_DATE() + {number}",
                f"{name} IN (CURRENT_DATE(), CURRENT_DATE() + {number})",
                f"{name} <> CURRENT_DATE()",
                f"{name} < {now}",
            ),
            "int": (
                f"{name} < DATE_PART(hour, CURRENT_TIMESTAMP()) / 6",
                f"{name} = MOD(DATE_PART(hour, {now}), 5)",
                "CURRENT_TIME() < '12:00:00'",
            ),
        }
        text = self.random.choice(forms.get(kind, (f"({name} IS NULL OR CURRENT_TIME() < '12:00:00')",)))
        return f"NOT ({text})" if self.random.random() < 0.2 else text

    def timely_of(self, call: str, columns: list[Column], keys: list[Column]) -> str:
        """The same of the groups or the partitions of rows; `call`: how a function is called over one of them."""
        dates = [name for name, kind in columns if kind in ("time", "zoned", "date")]
        forms = [call.format("COUNT(*)") + " > MOD(DATE_PART(hour, CURRENT_TIMESTAMP()), 3)", self.timely(keys)]
        for name in dates:
            forms += [
                call.format(f"MAX({name})") + " > CURRENT_TIMESTAMP()",
                call.format(f"MIN({name})") + " < GETDATE()",
            ]
        return self.random.choice(forms)

    def aggregate(self, columns: list[Column]) -> Column:
        name, kind = self.random.choice(columns)
        forms = [
            ("COUNT(*)", "int"),
            (f"COUNT({name})", "int"),
            (f"COUNT(DISTINCT {name})", "int"),
            (f"MIN({name})", kind),
            (f"MAX({name})", kind),
        ]
        if kind in ("int", "num"):
            forms += [(f"SUM({name})", kind)] * 3 + [(f"AVG({name})", "num"), (f"COUNT_IF({name} > 1)", "int")]
        if kind == "float":
            forms += [(f"SUM({name})", kind)]
        if kind == "str":
            forms += [(f"LISTAGG({name}, ',') WITHIN GROUP (ORDER BY {name})", "str")]
        return self.random.choice(forms)

    def window(self, columns: list[Column], parts: str) -> Column:
        name, kind = self.random.choice(columns)
        over = f"OVER (PARTITION BY {parts})"
        ordered = f"OVER (PARTITION BY {parts} ORDER BY {name})"
        forms = [
            (f"COUNT(*) {over}", "int"),
            (f"COUNT({name}) {over}", "int"),
            (f"MAX({name}) {over}", kind),
            (f"RANK() {ordered}", "int"),
            (f"DENSE_RANK() {ordered}", "int"),
            (f"MIN({name}) {ordered}", kind),
        ]
        if kind in ("int", "num"):
            forms += [(f"SUM({name}) {over}", kind), (f"SUM({name}) {ordered}", kind)]
        return self.random.choice(forms)

    # --- selects -----------------------------------------------------------------------------------------------

    def select(self, depth: int) -> tuple[str, list[Column]]:
        """A query and its columns."""
        form = self.random.choice(
            ["plain", "plain", "distinct", "group", "group", "group", "having", "scalar", "window", "qualify", "number"]
            + (["union", "union all"] if depth > 1 else [])
        )
        if form.startswith("union"):
            return self.union(depth, form.upper())
        text, columns = self.sources(depth)
        found = [self.expression(columns) for _ in range(self.random.choice([1, 2, 2, 3]))]
        if form == "plain":
            return self.shown("SELECT", found, text)
        if form == "distinct":
            return self.shown("SELECT DISTINCT", found, text)
        if form in ("group", "having"):
            calls = [self.aggregate(columns) for _ in range(self.random.choice([1, 2, 2]))]
            keys = found[:2]
            tail = f" GROUP BY {', '.join(name for name, _ in keys)}"
            if form == "having":
                tail += self.random.choice([" HAVING COUNT(*) > 1", f" HAVING COUNT({columns[0][0]}) = 1"])
                if self.random.random() < 0.4:
                    tail += f" AND {self.timely_of('{}', columns, keys)}"
            shown = keys if self.random.random() < 0.8 else keys[1:]
            return self.shown("SELECT", shown + calls, text + tail)
        if form == "scalar":
            return self.shown("SELECT", [self.aggregate(columns) for _ in range(2)], text)
        parts = ", ".join(name for name, _ in found[: self.random.choice([1, 1, 2])])
        if form == "window":
            return self.shown("SELECT", [*found, self.window(columns, parts)], text)
        if form == "qualify":
            call, _ = self.window(columns, parts)
            condition = f"({call} IS NULL OR {call} > {self._least(call)})"
            if self.random.random() < 0.4:
                condition += f" AND {self.timely_of(f'{{}} OVER (PARTITION BY {parts})', columns, found)}"
            return self.shown("SELECT", found, f"{text} QUALIFY {condition}")
        order = ", ".join(name for name, _ in found)
        number = f"ROW_NUMBER() OVER (PARTITION BY {parts} ORDER BY {order})"
        if self.random.random() < 0.5:
            return self.shown("SELECT", found, f"{text} QUALIFY {number} = 1")
        return self.shown("SELECT", [*found, (number, "int")], text)

    def _least(self, call: str) -> str:
        """Something that the call's value can be compared with, whatever its type."""
        return call if self.random.random() < 0.2 else "1" if call.startswith(("COUNT", "RANK", "DENSE")) else call

    def shown(self, verb: str, found: list[Column], tail: str) -> tuple[str, list[Column]]:
        columns = [(f"c{position}", kind) for position, (_, kind) in enumerate(found)]
        shown = ", ".join(f"{name} AS c{position}" for position, (name, _) in enumerate(found))
        return f"{verb} {shown} {tail}", columns

    def union(self, depth: int, word: str) -> tuple[str, list[Column]]:
        """Two or three branches with the same types."""
        text, columns = self.select(depth - 1)
        kinds = [kind for _, kind in columns]
        for _ in range(self.random.choice([1, 1, 2])):
            more, sight = self.sources(depth - 1)
            values = {"int": "7", "num": "1.5", "float": "0.5::FLOAT", "str": "'u'", "date": "'2024-01-01'::DATE"}
            values |= {"time": "'2026-03-08'::TIMESTAMP_NTZ", "zoned": "'2026-03-08'::TIMESTAMP_LTZ"}
            found = [(self.column(sight, kind) or (values[kind], kind)) for kind in kinds]
            text += f" {word} {self.shown('SELECT', found, more)[0]}"
        return text, columns


def change(dice: random.Random) -> str:
    """A random statement over few values, so that rows repeat, meet and part, and keys are NULL now and then."""

    def number() -> str:
        return dice.choice(["NULL", *map(str, range(5))])

    def some() -> str:
        return str(dice.randrange(5))

    def letter() -> str:
        return dice.choice(["NULL", "'g0'", "'g1'", "'g2'"])

    def moment() -> str:
        return dice.choice(["NULL"] + [f"DATEADD(hour, {5 * dice.randrange(-6, 7)}, CURRENT_TIMESTAMP())"] * 5)

    return dice.choice(
        [
            f"INSERT INTO src VALUES ({number()}, {number()}), ({number()}, {number()})",
            f"INSERT INTO src SELECT id, v FROM src WHERE id = {some()} LIMIT 3",
            f"UPDATE src SET v = {number()} WHERE id = {some()}",
            f"UPDATE src SET id = {number()} WHERE v = {some()}",
            f"UPDATE src SET v = v WHERE id = {some()}",
            f"DELETE FROM src WHERE id = {some()}",
            f"DELETE FROM src WHERE v = {some()} OR id IS NULL",
            f"INSERT INTO t2 VALUES ({number()}, {letter()})",
            f"UPDATE t2 SET g = {letter()} WHERE id = {some()}",
            f"UPDATE t2 SET id = {number()} WHERE g = {letter()}",
            f"DELETE FROM t2 WHERE id = {some()} OR g IS NULL",
            f"INSERT INTO t3 VALUES ({letter()}, {number()}, {number()} / 4)",
            f"UPDATE t3 SET k = {number()}, x = x + 1 WHERE g = {letter()}",
            f"DELETE FROM t3 WHERE k = {some()}",
            f"INSERT INTO t4 VALUES ({number()}, {number()} / 2, DATEADD(day, {some()}, '2024-01-30'))",
            f"UPDATE t4 SET f = f + 0.5 WHERE id = {some()}",
            f"DELETE FROM t4 WHERE id = {some()} OR f IS NULL",
            f"INSERT INTO ev SELECT {number()}, {moment()}, {moment()}, CURRENT_DATE() + {some()} - 2",
            f"UPDATE ev SET ts = {moment()}, d = CURRENT_DATE() WHERE id = {some()}",
            f"DELETE FROM ev WHERE id = {some()} OR ts < {moment()}",
            f"INSERT INTO arr SELECT {number()}, ARRAY_CONSTRUCT({some()}, {some()})",
            f"UPDATE arr SET a = ARRAY_APPEND(a, {some()}) WHERE id = {some()} AND ARRAY_SIZE(a) < 4",
            f"DELETE FROM arr WHERE id = {some()}",
            dice.choice(
                ["TRUNCATE TABLE t4", "DELETE FROM t3", "DELETE FROM arr", "TRUNCATE TABLE t2", "DELETE FROM src"]
            )
            if dice.random() < 0.2
            else f"UPDATE src SET v = v + 1 WHERE id > {some()}",
        ]
    )
