-- source: Snowflake documentation, "Snowflake Information Schema"
-- case: metadata.md 11 case 47

SELECT 1;

SELECT COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 1));
----
N
1
