-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 470

SELECT ABS(RANDOM()) > 1;
----
*
TRUE
