-- source: Snowflake SQL reference, session, metadata, scripting (unconfirmed)
-- case: sql-cases.tsv 630

SELECT SYSTEM$TYPEOF('a');
----
*
VARCHAR(1)[LOB]
