-- source: Snowflake documentation, "RESULT_SCAN", "Flow operators"
-- case: metadata.md 11 case 52

CREATE OR REPLACE TABLE pp (a INT) ->> INSERT INTO pp VALUES (1),(2) ->> SELECT $1 FROM $1;
----
*
2
