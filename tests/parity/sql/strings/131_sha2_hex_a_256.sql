-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 131

SELECT SHA2_HEX('a',256);
----
*
ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb
