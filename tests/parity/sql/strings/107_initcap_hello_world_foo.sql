-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 107

SELECT INITCAP('hello-world_foo');
----
*
Hello-World_Foo
