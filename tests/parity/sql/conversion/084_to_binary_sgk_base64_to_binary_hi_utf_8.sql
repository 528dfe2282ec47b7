-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 84

SELECT TO_BINARY('SGk=','BASE64'), TO_BINARY('Hi','UTF-8');
----
* | *
4869 | 4869
