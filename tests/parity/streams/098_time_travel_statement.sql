-- source: Snowflake documentation, "Understanding & using Time Travel", "UNDROP TABLE", "CREATE <object> ... CLONE"
-- case: streams.md 10.6 case 98
-- fixture: acct

DELETE FROM acct;

SET q = LAST_QUERY_ID();

SELECT COUNT(*) AS n FROM acct BEFORE (STATEMENT => $q);
----
N
2

SELECT COUNT(*) AS n FROM acct AT (STATEMENT => $q);
----
N
0
