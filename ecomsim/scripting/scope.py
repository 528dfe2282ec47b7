"""Names in a block at compile time, and expressions whose variables have become placeholders.

Scope is lexical: a name is visible in its block and inner blocks, an inner declaration hides the outer one. In an
expression a bare name is a variable when one is in scope; inside a subquery only `:name` is.
Source: spec/scripting.md 1.6, 1.7, 3.4, 3.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from sqlglot import exp
from sqlglot.tokens import Token

from ecomsim import errors
from ecomsim.scripting.nodes import Expression, Place, Reference
from ecomsim.sqltext.queries import expression_of, place

Kind = Literal["variable", "cursor", "resultset", "exception", "record", "procedure"]

STATUS = ("SQLROWCOUNT", "SQLFOUND", "SQLNOTFOUND", "ACTIVITY_COUNT", "SQLID", "SQLCODE", "SQLERRM", "SQLSTATE")
"""Variables every block has."""

_WITH_DATE_PART = frozenset(
    """
    DATEADD TIMEADD TIMESTAMPADD DATEDIFF TIMEDIFF TIMESTAMPDIFF DATE_TRUNC TRUNC DATE_PART LAST_DAY TIME_SLICE
    """.split()  # noqa: SIM905
)


class Scopes:
    """The names visible where the grammar stands."""

    def __init__(self, arguments: Iterable[str] = ()) -> None:
        self._stack: list[dict[str, Kind]] = [dict.fromkeys((*STATUS, *arguments), "variable")]

    def push(self, names: dict[str, Kind] | None = None) -> None:
        self._stack.append(dict(names or {}))

    def pop(self) -> dict[str, Kind]:
        return self._stack.pop()

    def declare(self, name: str, kind: Kind) -> None:
        self._stack[-1][name] = kind

    def kind(self, name: str) -> Kind | None:
        for level in reversed(self._stack):
            if name in level:
                return level[name]
        return None


def read(text: str, tokens: Sequence[Token], first: int, last: int, scopes: Scopes) -> Expression:
    """The expression that tokens [first, last) spell. Raises 000904 for a name that is no variable."""
    where = Place(tokens[first].line, tokens[first].col) if first < len(tokens) else Place(1, 0)
    return bound(expression_of(text, tokens, first, last), where, scopes)


def bound(tree: exp.Expr, where: Place, scopes: Scopes) -> Expression:
    """The tree with its variables replaced by placeholders V1, V2, …."""
    references: dict[tuple[str, str | None], Reference] = {}
    infers = True
    tree = _status_of_resultsets(tree, scopes)
    for node in list(tree.find_all(exp.Placeholder, exp.Column, exp.Table)):
        if isinstance(node, exp.Table):
            infers = False
            continue
        variable = _name(node, tree, scopes) if isinstance(node, exp.Column) else _bind(node, scopes)
        if variable is None:
            continue
        infers = infers and variable[1] is None
        known = references.setdefault(variable, Reference(f"V{len(references) + 1}", *variable))
        replacement = exp.Placeholder(this=known.placeholder)
        if node is tree:
            tree = replacement
        else:
            node.replace(replacement)
    return Expression(tree=tree, place=where, references=tuple(references.values()), infers_type=infers)


def _status_of_resultsets(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """SYSTEM$GET_RESULTSET_STATUS(resultset) becomes the name alone, which stands for the status in an expression."""

    def named(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Anonymous) or node.name.upper() != "SYSTEM$GET_RESULTSET_STATUS":
            return node
        given = node.expressions[0] if len(node.expressions) == 1 else None
        name = given.name if isinstance(given, (exp.Column, exp.Placeholder)) else None
        if name is None or scopes.kind(name) != "resultset":
            line, column = place(node)
            raise errors.invalid_identifier(name or node.name, line, column)
        status = exp.Placeholder(this=name)
        status.meta["is_status"] = True
        return status

    return tree.transform(named)


def _bind(node: exp.Expr, scopes: Scopes) -> tuple[str, None]:
    if not node.this:
        raise errors.unsupported("? in an expression of a block; use EXECUTE IMMEDIATE … USING")
    if scopes.kind(node.name) != ("resultset" if node.meta.get("is_status") else "variable"):
        line, column = place(node)
        raise errors.invalid_identifier(node.name, line, column)
    return node.name, None


def _name(node: exp.Column, root: exp.Expr, scopes: Scopes) -> tuple[str, str | None] | None:
    """(variable, None) or (record, column); None for columns of subqueries and for words that are no names."""
    if isinstance(node.this, exp.Star) or _in_query(node, root):
        return None
    if node.table and not node.db and scopes.kind(node.table) == "record":
        return node.table, node.name
    if not node.table:
        is_variable = scopes.kind(node.name) == "variable"
        if _is_word(node, is_variable):
            return None
        if is_variable:
            return node.name, None
    line, column = place(node)
    written = ".".join(part.name for part in node.parts)
    raise errors.invalid_identifier(written, line, column)


def _in_query(node: exp.Expr, root: exp.Expr) -> bool:
    """Whether the node belongs to a subquery of the expression."""
    above = node.parent
    while above is not None:
        if isinstance(above, exp.Query) and not isinstance(above, exp.Subquery):
            return True
        if above is root:
            return False
        above = above.parent
    return False


def _is_word(node: exp.Column, is_variable: bool) -> bool:
    """Date parts and parameters of lambdas look like columns."""
    parent = node.parent
    if isinstance(parent, exp.Extract):
        return node.arg_key == "this"
    if isinstance(parent, exp.Anonymous) and parent.name.upper() in _WITH_DATE_PART:
        return not is_variable or (node.index == 0 and parent.name.upper() not in ("DATE_TRUNC", "TRUNC", "LAST_DAY"))
    above = node.find_ancestor(exp.Lambda)
    return above is not None and any(parameter.name == node.name for parameter in above.expressions)


def equals(subject: Expression, value: Expression) -> Expression:
    """subject = value, with the placeholders of both."""
    renamed = {
        reference.placeholder: Reference(f"W{reference.placeholder}", reference.name, reference.field)
        for reference in value.references
    }

    def rename(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Placeholder) and node.name in renamed:
            return exp.Placeholder(this=renamed[node.name].placeholder)
        return node

    tree = exp.EQ(this=exp.paren(subject.tree.copy()), expression=exp.paren(value.tree.transform(rename)))
    return Expression(tree=tree, place=value.place, references=(*subject.references, *renamed.values()))
