-- source: Snowflake documentation, "Transactions", "LAST_QUERY_ID"
-- case: streams.md 10.6 case 109
-- fixture: acct

SELECT 1;

SET first_id = LAST_QUERY_ID();

SELECT LAST_QUERY_ID() = $first_id AS same, LAST_QUERY_ID(-2) = $first_id AS second_last;
----
SAME | SECOND_LAST
FALSE | TRUE
