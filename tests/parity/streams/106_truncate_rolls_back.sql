-- source: Snowflake documentation, "Transactions", "LAST_QUERY_ID"
-- case: streams.md 10.6 case 106
-- fixture: acct

BEGIN;

TRUNCATE TABLE acct;

ROLLBACK;

SELECT COUNT(*) AS n FROM acct;
----
N
2

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
