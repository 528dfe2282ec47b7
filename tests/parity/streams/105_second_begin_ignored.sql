-- source: Snowflake documentation, "Transactions", "LAST_QUERY_ID"
-- case: streams.md 10.6 case 105
-- fixture: acct

BEGIN;

INSERT INTO sink VALUES (1,1);

BEGIN;

INSERT INTO sink VALUES (2,2);

ROLLBACK;

SELECT id, bal FROM sink ORDER BY id, bal;
----
ID | BAL
