-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 313

SELECT ARRAY_REMOVE(ARRAY_CONSTRUCT(1,2,1),1::VARIANT);
----
*
[2]
