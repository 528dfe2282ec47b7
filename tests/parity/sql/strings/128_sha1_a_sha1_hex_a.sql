-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 128

SELECT SHA1('a'), SHA1_HEX('a');
----
* | *
86f7e437faa5a7fce15d1ddcb9eaeaea377667b8 | 86f7e437faa5a7fce15d1ddcb9eaeaea377667b8
