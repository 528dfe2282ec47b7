-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 321

SELECT TO_VARIANT(1), TO_ARRAY(1);
----
* | *
1 | [1]
