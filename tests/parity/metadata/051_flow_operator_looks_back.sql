-- source: Snowflake documentation, "RESULT_SCAN", "Flow operators"
-- case: metadata.md 11 case 51

SELECT 1 AS a ->> SELECT a + 1 AS b FROM $1 ->> SELECT (SELECT b FROM $1) + (SELECT a FROM $2) AS c;
----
C
3
