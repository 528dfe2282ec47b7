-- source: Snowflake SQL reference, "TO_CHAR , TO_VARCHAR", examples that convert numbers
-- case: sql-cases.tsv 80
-- The documentation of TO_CHAR shows 1.111 in this format as '>  $1.1<': a blank for the sign, one for the digit.

SELECT TO_VARCHAR(2.8,'">"$99.0"<"');
----
*
>  $2.8<
