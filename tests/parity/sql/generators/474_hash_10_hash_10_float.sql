-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 474
-- gap: never: the values of Snowflake's HASH are proprietary

SELECT HASH(10), HASH(10::FLOAT);
----
* | *
1599627706822963068 | 1599627706822963068
