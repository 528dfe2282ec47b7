-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 36

SELECT HAVERSINE(40.7127,-74.0059,34.0500,-118.2500);
----
*
~3936\.38509638\d*
