-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 387

SELECT CONDITIONAL_CHANGE_EVENT(x) OVER (ORDER BY o) FROM (SELECT 1 o, 'a' x UNION ALL SELECT 2,'a' UNION ALL SELECT 3,'b') ORDER BY o;
----
*
0
0
1
