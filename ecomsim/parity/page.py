"""The report of a run as one HTML page: totals, areas, and each difference side by side.

The page is a file by itself: no script, no font and no style from elsewhere. It is made from the report's document
(ecomsim.parity.report.document), so it says nothing that the JSON does not.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

OUTCOMES = {"passes": "agree", "differs": "differ", "gap": "known gaps", "skipped": "not run"}
"""Outcome to what it is called on the page."""

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --good: #1a7f4b; --bad: #c2352b; --gap: #a16207;
  --idle: #7a7f87; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2.5rem 0 .75rem; }
p { margin: .25rem 0; } .quiet { color: var(--idle); }
.tiles { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); margin: 1.5rem 0; }
.tile { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
.tile b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.passes { color: var(--good); } .differs { color: var(--bad); } .gap { color: var(--gap); }
.skipped { color: var(--idle); }
table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem;
  text-align: left; vertical-align: top; } th { font-weight: 600; }
td .bar { margin-top: .5rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { background: var(--soft); border-radius: 1rem; display: flex; height: .6rem; min-width: 8rem; overflow: hidden; }
.bar i { display: block; height: 100%; } .bar .passes { background: var(--good); } .bar .differs {
  background: var(--bad); } .bar .gap { background: var(--gap); } .bar .skipped { background: var(--idle); }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .6rem 0; }
summary { cursor: pointer; padding: .5rem .9rem; } details > div { padding: 0 .9rem .9rem; }
pre { background: var(--soft); border-radius: .4rem; font: 13px/1.45 ui-monospace, monospace; margin: .3rem 0 0;
  overflow-x: auto; padding: .6rem .8rem; }
.sides { display: grid; gap: .75rem; grid-template-columns: 1fr 1fr; margin: .5rem 0 1.25rem; }
.sides h4 { font-size: .8rem; margin: 0; } .sides > div { min-width: 0; }
.own { border-radius: .2rem; display: inline-block; min-width: 100%; } .expected .own { background: #1a7f4b33; }
.actual .own { background: #c2352b33; }
@media (max-width: 45rem) { .sides { grid-template-columns: 1fr; } }
"""


def page(document: Mapping[str, Any]) -> str:
    """The document as HTML."""
    cases: Sequence[Mapping[str, Any]] = document["cases"]
    by_outcome = {name: [case for case in cases if case["outcome"] == name] for name in OUTCOMES}
    parts = [
        "<!doctype html>\n<html lang='en'>\n<meta charset='utf-8'>\n"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
        f"<title>Parity: {escape(document['version'])}</title>\n<style>{_STYLE}</style>\n<body>\n",
        f"<h1>Parity cases on {escape(document['version'])}</h1>\n",
        f"<p class='quiet'>backend {escape(document['backend'])}, {escape(document['began'])} to "
        f"{escape(document['ended'])}</p>\n",
        _tiles(document["totals"]),
        _areas(document["areas"]),
        f"<h2>What differs ({len(by_outcome['differs'])})</h2>\n",
        *(_case(case, is_open=True) for case in by_outcome["differs"]),
        "" if by_outcome["differs"] else "<p>Nothing.</p>\n",
    ]
    if by_outcome["gap"]:
        parts.append(f"<h2>Known gaps ({len(by_outcome['gap'])})</h2>\n")
        parts.extend(_case(case, is_open=False) for case in by_outcome["gap"])
    if by_outcome["skipped"]:
        parts.append(f"<h2>Not run here ({len(by_outcome['skipped'])})</h2>\n")
        parts.append(_table(("case", "reason"), [(case["name"], case["reason"]) for case in by_outcome["skipped"]]))
    parts.append("</body>\n</html>\n")
    return "".join(parts)


def _tiles(totals: Mapping[str, int]) -> str:
    tiles = [f"<div class='tile'><b>{totals['cases']:,}</b>cases</div>"]
    tiles += [
        f"<div class='tile'><b class='{name}'>{totals[name]:,}</b>{label}</div>" for name, label in OUTCOMES.items()
    ]
    return f"<div class='tiles'>{''.join(tiles)}</div>\n"


def _areas(areas: Mapping[str, Mapping[str, int]]) -> str:
    numbers = "".join(f"<th class='number'>{label}</th>" for label in OUTCOMES.values())
    rows = []
    for area, totals in areas.items():
        bar = "".join(
            f"<i class='{name}' style='width:{100 * totals[name] / totals['cases']:.2f}%'></i>"
            for name in OUTCOMES
            if totals[name]
        )
        cells = "".join(f"<td class='number'>{totals[name] or ''}</td>" for name in OUTCOMES)
        rows.append(
            f"<tr><td>{escape(area)}</td><td class='number'>{totals['cases']}</td>{cells}"
            f"<td><div class='bar'>{bar}</div></td></tr>\n"
        )
    return (
        f"<h2>Areas</h2>\n<table><tr><th>area</th><th class='number'>cases</th>{numbers}<th>share</th></tr>\n"
        f"{''.join(rows)}</table>\n"
    )


def _case(case: Mapping[str, Any], *, is_open: bool) -> str:
    parts = [
        f"<details{' open' if is_open else ''}><summary><b class='{case['outcome']}'>{escape(case['name'])}</b> "
        f"<span class='quiet'>{escape(case.get('reason', ''))}</span></summary><div>\n"
    ]
    if case["source"]:
        parts.append(f"<p class='quiet'>Source: {escape(case['source'])}</p>\n")
    if failure := case.get("failure"):
        parts.append(f"<p>The run broke off:</p><pre>{escape(failure)}</pre>\n")
    for each in case.get("differences", ()):
        expected, actual = _sides(each["expected"], each["actual"])
        parts.append(
            f"<pre>{escape(each['sql'])}</pre>\n<div class='sides'>"
            f"<div class='expected'><h4>expected, line {each['line']}</h4><pre>{expected}</pre></div>"
            f"<div class='actual'><h4>actual</h4><pre>{actual}</pre></div></div>\n"
        )
    parts.append("</div></details>\n")
    return "".join(parts)


def _sides(expected: str, actual: str) -> tuple[str, str]:
    """Both texts as HTML; a line that only one of them has is marked."""
    left, right = expected.split("\n"), actual.split("\n")
    matcher = difflib.SequenceMatcher(a=left, b=right, autojunk=False)
    own_left, own_right = set(range(len(left))), set(range(len(right)))
    for block in matcher.get_matching_blocks():
        own_left -= set(range(block.a, block.a + block.size))
        own_right -= set(range(block.b, block.b + block.size))
    return _marked(left, own_left), _marked(right, own_right)


def _marked(lines: Sequence[str], own: set[int]) -> str:
    return "\n".join(
        f"<span class='own'>{escape(line) or ' '}</span>" if number in own else escape(line)
        for number, line in enumerate(lines)
    )


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<table><tr>{head}</tr>\n{body}</table>\n"
