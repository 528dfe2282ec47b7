-- source: Snowflake documentation, "Understanding & using Time Travel", "UNDROP TABLE", "CREATE <object> ... CLONE"
-- case: streams.md 10.6 case 100
-- fixture: acct

DROP TABLE acct;

UNDROP TABLE acct;
----
status
Table ACCT successfully restored.

SELECT COUNT(*) AS n FROM acct;
----
N
2

DROP TABLE acct;

CREATE TABLE acct (id INT);

UNDROP TABLE acct;
----
error 002002: already exists.

UNDROP TABLE never_dropped;
----
error: did not exist or was purged
