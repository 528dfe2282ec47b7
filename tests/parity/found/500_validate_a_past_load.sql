-- source: "VALIDATE": every error of a past COPY, columns of VALIDATION_MODE; nothing for ON_ERROR = ABORT_STATEMENT;
-- fails after a transformation and for another table; files added since are ignored, files removed reported as missing
-- case: found case 500

CREATE TABLE t(a INT, b VARCHAR(3));

CREATE TABLE other(a INT);

CREATE STAGE files;

COPY INTO @files/one.csv FROM (SELECT * FROM (VALUES ('1,ab'), ('x,cd'), ('3,toolong'), ('4,d'))) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = NONE) SINGLE = TRUE;

SELECT * FROM TABLE(VALIDATE(t, JOB_ID => '_last'));
----
error: no COPY INTO

COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV) ON_ERROR = CONTINUE;

SET load = LAST_QUERY_ID();

COPY INTO @files/two.csv FROM (SELECT 'y,ef') FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = NONE) SINGLE = TRUE;

SELECT error, file, line, category, code, column_name, row_number, row_start_line, rejected_record FROM TABLE(VALIDATE(t, JOB_ID => '_last'));
----
ERROR | FILE | LINE | CATEGORY | CODE | COLUMN_NAME | ROW_NUMBER | ROW_START_LINE | REJECTED_RECORD
Numeric value 'x' is not recognized | files/one.csv | 2 | conversion | 100038 | "T"["A":1] | 2 | 2 | x,cd
User character length limit exceeded by string 'toolong' | files/one.csv | 3 | conversion | 100074 | "T"["B":2] | 3 | 3 | 3,toolong

-- whatever table is named, _last is the session's latest load
SELECT line FROM TABLE(VALIDATE(other, JOB_ID => _last));
----
LINE
2
3

SELECT COUNT(*) AS n FROM TABLE(VALIDATE(other, JOB_ID => $load));
----
error: did not load

COPY INTO other FROM (SELECT $1 FROM @files/one.csv) FILE_FORMAT = (TYPE = CSV) ON_ERROR = CONTINUE;

SELECT * FROM TABLE(VALIDATE(other, JOB_ID => '_last'));
----
error: transformation

COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV) FORCE = TRUE;
----
error 100038

SELECT COUNT(*) AS n FROM TABLE(VALIDATE(t, JOB_ID => '_last'));
----
N
0

REMOVE @files/one.csv;

SELECT file, code FROM TABLE(VALIDATE(t, JOB_ID => $load));
----
FILE | CODE
files/one.csv | 91016

SELECT * FROM TABLE(VALIDATE(t, JOB_ID => 'nothing'));
----
error 001008

SELECT * FROM TABLE(VALIDATE(t));
----
error: JOB_ID
