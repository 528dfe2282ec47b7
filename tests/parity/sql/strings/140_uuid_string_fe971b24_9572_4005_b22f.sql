-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 140

SELECT UUID_STRING('fe971b24-9572-4005-b22f-351e9c09274d','foo');
----
*
dc0b6f65-fca6-5b4b-9d37-ccc3fde1f3e2
