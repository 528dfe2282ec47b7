-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 134

SELECT PARSE_URL('https://u.com:80/a?b=c'):host::VARCHAR
;
----
*
u.com
