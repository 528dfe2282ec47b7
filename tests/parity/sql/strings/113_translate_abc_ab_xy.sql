-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 113

SELECT TRANSLATE('abc','ab','XY');
----
*
XYc
