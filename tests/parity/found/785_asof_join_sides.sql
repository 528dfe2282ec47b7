-- source: Snowflake SQL reference, ASOF JOIN: conditions in parentheses, and the errors among the examples
-- case: found case 785

CREATE TABLE ticks (stock VARCHAR, place VARCHAR, at TIME);
----
status
Table TICKS successfully created.

CREATE TABLE quotes (stock VARCHAR, place VARCHAR, at TIME, price INT);
----
status
Table QUOTES successfully created.

INSERT INTO ticks VALUES ('A', 'x', '09:15:00'), ('A', 'y', '09:16:00'), ('B', 'x', '09:17:00');
----
number of rows inserted
3

INSERT INTO quotes VALUES ('A', 'x', '09:14:00', 1), ('A', 'x', '09:14:30', 2), ('B', 'y', '09:16:00', 3);
----
number of rows inserted
3

SELECT t.stock, t.place, price FROM ticks t ASOF JOIN quotes q MATCH_CONDITION (t.at >= q.at) ON (t.stock = q.stock AND (q.place = t.place)) ORDER BY t.at;
----
STOCK | PLACE | PRICE
A | x | 2
A | y | NULL
B | x | NULL

SELECT t.at, a.price, b.price FROM ticks t ASOF JOIN quotes a MATCH_CONDITION (t.at > a.at) ON t.stock = a.stock ASOF JOIN quotes b MATCH_CONDITION (t.at < b.at) ORDER BY t.at;
----
AT | PRICE | PRICE
09:15:00 | 2 | 3
09:16:00 | 2 | NULL
09:17:00 | 3 | NULL

SELECT * FROM ticks t ASOF JOIN quotes q MATCH_CONDITION (t.at = q.at);
----
error 010001 (42601): Only comparison operators '>=', '>', '<=' and '<' are allowed.

SELECT * FROM ticks t ASOF JOIN quotes q MATCH_CONDITION (t.at > q.at AND q.price > 1);
----
error 010001 (42601): Keywords such as AND and OR are not allowed.

SELECT * FROM ticks t ASOF JOIN quotes q MATCH_CONDITION (q.at <= t.at);
----
error 010002 (42601): MATCH_CONDITION clause is invalid

SELECT * FROM ticks t ASOF JOIN LATERAL (SELECT at FROM quotes q WHERE q.stock = t.stock) l MATCH_CONDITION (t.at >= l.at);
----
error 010004 (42601): ASOF JOIN is not supported for joins with LATERAL

SELECT * FROM ticks t ASOF JOIN quotes q MATCH_CONDITION (t.at >= q.at) ON q.stock >= t.stock;
----
error 010010 (42601): Q.STOCK >= T.STOCK is invalid.

SELECT * FROM ticks t ASOF JOIN quotes q MATCH_CONDITION (t.at >= q.at) ON t.stock = q.stock OR t.place = q.place;
----
error 010010 (42601): (T.STOCK = Q.STOCK) OR (T.PLACE = Q.PLACE) is invalid.
