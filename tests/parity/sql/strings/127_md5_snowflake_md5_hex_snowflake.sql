-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 127

SELECT MD5('Snowflake'), MD5_HEX('Snowflake');
----
* | *
edf1439075a83a447fb8b630ddc9c8de | edf1439075a83a447fb8b630ddc9c8de
