-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 258

SELECT EQUAL_NULL(NULL,NULL), EQUAL_NULL(1,NULL);
----
* | *
TRUE | FALSE
