-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 125

SELECT ASCII('A'), CHR(83), CHAR(83), UNICODE('A');
----
* | * | * | *
65 | S | S | 65
