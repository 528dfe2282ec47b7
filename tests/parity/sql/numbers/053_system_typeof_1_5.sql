-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 53

SELECT SYSTEM$TYPEOF(1.5);
----
*
NUMBER(2,1)[SB1]
