-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 59

SELECT TO_NUMBER('abc');
----
error 100038 (22018): Numeric value 'abc' is not recognized
