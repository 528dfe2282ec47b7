-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 35

CREATE TABLE k (a INT, b INT, PRIMARY KEY (a, b));

SHOW PRIMARY KEYS IN TABLE k;

SELECT "table_name", "column_name", "key_sequence" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
table_name | column_name | key_sequence
K | A | 1
K | B | 2
