-- source: Snowflake documentation, "Understanding & using Time Travel", "UNDROP TABLE", "CREATE <object> ... CLONE"
-- case: streams.md 10.6 case 101
-- fixture: acct

CREATE TABLE v (x INT);

INSERT INTO v VALUES (1);

DROP TABLE v;

CREATE TABLE v (x INT);

INSERT INTO v VALUES (2);

DROP TABLE v;

UNDROP TABLE v;

SELECT x FROM v;
----
X
2

ALTER TABLE v RENAME TO v2;

UNDROP TABLE v;

SELECT x FROM v;
----
X
1
