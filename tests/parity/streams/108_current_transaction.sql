-- source: Snowflake documentation, "Transactions", "LAST_QUERY_ID"
-- case: streams.md 10.6 case 108
-- fixture: acct

SELECT CURRENT_TRANSACTION() AS t;
----
T
NULL

BEGIN;

SET t = CURRENT_TRANSACTION();

SELECT $t IS NOT NULL AS open, CURRENT_TRANSACTION() = $t AS same;
----
OPEN | SAME
TRUE | TRUE

COMMIT;

SELECT LAST_TRANSACTION() = $t AS same;
----
SAME
TRUE
