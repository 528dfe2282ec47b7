-- source: Snowflake documentation, "CREATE PIPE", "Introduction to Snowpipe", "Troubleshooting Snowpipe" (unable to reload modified data), "COPY_HISTORY"
-- case: found case 625
-- needs: virtual clock

CREATE STAGE files FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE);

CREATE TABLE orders (id INT, note VARCHAR(5));

COPY INTO @files/before.csv FROM (SELECT 0, 'old') SINGLE = TRUE;

CREATE PIPE loader AUTO_INGEST = TRUE COMMENT = 'orders' AS COPY INTO orders FROM @files;
----
status
Pipe LOADER successfully created.

CREATE PIPE IF NOT EXISTS loader AS COPY INTO orders FROM @files;
----
status
LOADER already exists, statement succeeded.

CREATE PIPE loader AS COPY INTO orders FROM @files;
----
error 002002

COPY INTO @files/one.csv FROM (SELECT 1, 'first') SINGLE = TRUE;

COPY INTO @files/in/two.csv FROM (SELECT * FROM VALUES (2, 'good'), (3, 'far too long')) SINGLE = TRUE;

-- advance 60 seconds
SELECT id, note FROM orders ORDER BY id;
----
ID | NOTE
1 | first

COPY INTO @files/one.csv FROM (SELECT 9, 'again') SINGLE = TRUE OVERWRITE = TRUE;

-- advance 60 seconds
SELECT COUNT(*) AS n FROM orders;
----
N
1

SELECT split_part(file_name, '/', -1) AS file, status, row_count, row_parsed, error_count, first_error_line_number AS line, pipe_name, pipe_schema_name = CURRENT_SCHEMA() AS here, pipe_received_time < last_load_time AS waited
FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => 'orders', START_TIME => DATEADD(hour, -1, CURRENT_TIMESTAMP()))) ORDER BY 1;
----
FILE | STATUS | ROW_COUNT | ROW_PARSED | ERROR_COUNT | LINE | PIPE_NAME | HERE | WAITED
one.csv | Loaded | 1 | 1 | 0 | NULL | LOADER | TRUE | TRUE
two.csv | Load failed | 0 | 2 | 1 | 2 | LOADER | TRUE | TRUE

SELECT COUNT(*) AS n FROM INFORMATION_SCHEMA.LOAD_HISTORY;
----
N
0

DROP PIPE loader;
----
status
LOADER successfully dropped.

DROP PIPE IF EXISTS loader;
----
status
Drop statement executed successfully (LOADER already dropped).

DROP PIPE loader;
----
error 002003
