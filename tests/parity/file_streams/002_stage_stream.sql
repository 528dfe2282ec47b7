-- source: spec/streams.md 2.1 rules 3 and 4, 2.6, SHOW STREAMS
-- case: file streams case 2

CREATE STAGE d DIRECTORY = (ENABLE = TRUE);

CREATE STREAM x ON STAGE d;

COPY INTO @d/a.csv FROM (SELECT 1 AS n) FILE_FORMAT = (COMPRESSION = NONE) SINGLE = TRUE;

SELECT COUNT(*) AS n FROM x;
----
N
0

ALTER STAGE d REFRESH;

SELECT relative_path, metadata$action, metadata$isupdate, metadata$row_id FROM x;
----
RELATIVE_PATH | METADATA$ACTION | METADATA$ISUPDATE | METADATA$ROW_ID
a.csv | INSERT | FALSE | ''

CREATE TABLE seen AS SELECT relative_path AS p FROM x;

SELECT COUNT(*) AS n FROM x;
----
N
0

REMOVE @d;

ALTER STAGE d REFRESH;

SELECT relative_path, metadata$action FROM x;
----
RELATIVE_PATH | METADATA$ACTION
a.csv | DELETE

SHOW STREAMS ->> SELECT "table_name", "source_type", "base_tables", "mode" FROM $1;
----
table_name | source_type | base_tables | mode
DB1.S1.D | Stage | DB1.S1.D | DEFAULT
