"""Kinds of tokens by what may stand beside them: what the rewriting of a query's tokens goes by."""

from __future__ import annotations

from sqlglot.parsers.snowflake import SnowflakeParser
from sqlglot.tokens import TokenType

T = TokenType

NO_PAREN_FUNCTIONS = frozenset(
    {T.CURRENT_DATE, T.CURRENT_TIME, T.CURRENT_TIMESTAMP, T.CURRENT_USER, T.LOCALTIME, T.LOCALTIMESTAMP}
)
"""Functions that may stand without brackets."""
FUNCTION_NAMES = (
    (SnowflakeParser.FUNC_TOKENS | NO_PAREN_FUNCTIONS | {T.CURRENT_ROLE, T.MOD, T.DIV})
    - {
        T.ANY,
        T.ALL,
        T.SOME,
        T.EXISTS,
        T.TABLE,
        T.UNION,
        T.NULL,
        T.OFFSET,
        T.XOR,
        T.ROW,
        T.INTERVAL,
        T.COMMAND,
    }
) | {T.COMMAND}
"""What names a function when a bracket follows."""
SPECIAL = frozenset(
    {"CAST", "TRY_CAST", "EXTRACT", "IDENTIFIER", "VALUES", "LATERAL", "OVER", "MATCH_CONDITION", "WITHIN"}
)
"""Words before a bracket whose arguments have a grammar of their own."""
STAR_CLAUSES = frozenset({"EXCLUDE", "REPLACE", "RENAME", "ILIKE"})
INFIX = frozenset({T.LIKE, T.ILIKE, T.RLIKE, T.COLLATE, T.GLOB})
OPENING = frozenset({T.L_PAREN, T.L_BRACKET, T.L_BRACE})
CLOSING = {T.R_PAREN: T.L_PAREN, T.R_BRACKET: T.L_BRACKET, T.R_BRACE: T.L_BRACE}

OPERAND_ENDS = frozenset(
    {T.VAR, T.IDENTIFIER, T.STRING, T.RAW_STRING, T.NUMBER, T.R_PAREN, T.R_BRACKET, T.R_BRACE, T.PLACEHOLDER}
    | (SnowflakeParser.TYPE_TOKENS - {T.INTERVAL, T.NULL})
)
"""A bracket or word after one of these does not begin an operand."""
VALUE_ENDS = frozenset({T.IDENTIFIER, T.STRING, T.RAW_STRING, T.NUMBER, T.R_PAREN, T.R_BRACKET, T.PLACEHOLDER, T.VAR})
"""The last token of a value; `?` cannot follow."""
LITERALS = frozenset({T.NUMBER, T.STRING, T.NULL, T.TRUE, T.FALSE})
TEXTS = frozenset({T.STRING, T.RAW_STRING})
TYPES_OF_LITERALS = frozenset(
    {
        T.DATE,
        T.TIME,
        T.TIMESTAMP,
        T.TIMESTAMPNTZ,
        T.TIMESTAMPLTZ,
        T.TIMESTAMPTZ,
        T.DATETIME,
        T.FLOAT,
        T.DOUBLE,
        T.DECFLOAT,
    }
)
"""Types whose name may stand before a text, as in DATE '…'."""
PREFIX_WORDS = frozenset({"PRIOR", "CONNECT_BY_ROOT", "MEASURES", "FINAL", "RUNNING", "DEFINE", "ONLY", "ESCAPE"})
"""Words that stand before an operand as an operator does."""

LIST_ENDS = frozenset(
    {
        *(T.FROM, T.INTO, T.WHERE, T.GROUP_BY, T.HAVING, T.QUALIFY, T.ORDER_BY, T.LIMIT, T.FETCH, T.OFFSET),
        *(T.UNION, T.EXCEPT, T.INTERSECT, T.CONNECT_BY, T.START_WITH),
    }
)
"""Clauses that end a select list."""
OPERATORS = frozenset(
    {T.EQ, T.NEQ, T.LT, T.GT, T.LTE, T.GTE, T.AND, T.OR, T.DASH, T.PLUS, T.SLASH, T.DPIPE, T.MOD}
    | {T.LIKE, T.ILIKE, T.RLIKE, T.BETWEEN, T.DCOLON, T.DOT}
)
WANTS_OPERAND = (
    frozenset({T.SELECT, T.DISTINCT, T.FROM, T.JOIN, T.ON, T.WHERE, T.HAVING, T.QUALIFY, T.GROUP_BY, T.ORDER_BY})
    | {
        T.PARTITION_BY,
        T.CONNECT_BY,
        T.START_WITH,
        T.WHEN,
        T.THEN,
        T.ELSE,
        T.NOT,
        T.IN,
        T.IS,
        T.UNION,
        T.COMMA,
    }
    | {T.LIMIT, T.ALIAS, T.USING, T.INTERSECT, T.EXCEPT}
    | OPERATORS
)
"""An operand must follow."""
NO_OPERAND = (
    frozenset({T.R_PAREN, T.R_BRACKET, T.R_BRACE, T.COMMA, T.FROM, T.WHERE, T.GROUP_BY, T.HAVING, T.QUALIFY})
    | {T.ORDER_BY, T.LIMIT, T.UNION, T.INTERSECT, T.EXCEPT, T.ON, T.JOIN, T.THEN, T.WHEN, T.ELSE, T.SEMICOLON}
    | {T.EQ, T.NEQ, T.LT, T.GT, T.LTE, T.GTE, T.AND, T.OR, T.SLASH, T.DPIPE, T.DCOLON, T.FETCH}
)
"""Never the beginning of an operand."""

BEFORE_SELECT = frozenset({T.UNION, T.INTERSECT, T.EXCEPT, T.DISTINCT, T.DOT})
CLAUSES_NOT_RESERVED = frozenset({T.LIMIT, T.FETCH, T.OFFSET})
BEFORE_NAME = frozenset({T.SELECT, T.COMMA, T.DOT, T.ALIAS}) | OPERATORS
"""Where LIMIT, FETCH and OFFSET are names."""
