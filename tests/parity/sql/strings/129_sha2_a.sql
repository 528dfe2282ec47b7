-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 129

SELECT SHA2('a');
----
*
ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb
