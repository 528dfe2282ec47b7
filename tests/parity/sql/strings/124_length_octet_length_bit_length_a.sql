-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 124

SELECT LENGTH('é'), OCTET_LENGTH('é'), BIT_LENGTH('a');
----
* | * | *
1 | 2 | 8
