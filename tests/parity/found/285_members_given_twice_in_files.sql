-- source: "CREATE FILE FORMAT", ALLOW_DUPLICATE: a repeated member is an error, wherever the first document is without one
-- case: found case 285

CREATE STAGE st;

CREATE TABLE texts (t VARCHAR);

INSERT INTO texts VALUES ('{"b":1,"a":{"z":1,"y":2}}'), ('{"b":2,"a":[{"d":1,"c":2}]}'), ('{"c":3}');

COPY INTO @st/good.json FROM texts FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = NONE ESCAPE_UNENCLOSED_FIELD = NONE) SINGLE = TRUE;

CREATE TABLE loaded (a VARIANT, b INT, c INT);

COPY INTO loaded FROM @st/good.json FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE;

SELECT TO_JSON(a) AS a, b, c FROM loaded ORDER BY b NULLS LAST;
----
A | B | C
{"y":2,"z":1} | 1 | NULL
[{"c":2,"d":1}] | 2 | NULL
NULL | NULL | 3

INSERT INTO texts VALUES ('{"b":4,"b":5}');

COPY INTO @st/bad.json FROM texts FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = NONE ESCAPE_UNENCLOSED_FIELD = NONE) SINGLE = TRUE;

COPY INTO loaded FROM @st/bad.json FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE;
----
error 100069 (22P02): duplicate object attribute "b"
