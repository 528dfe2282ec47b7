-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 32

CREATE TABLE c (n NUMBER(10,2), s VARCHAR(20));

SHOW COLUMNS IN TABLE c;

SELECT "column_name", "data_type" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
column_name | data_type
N | {"type":"FIXED","precision":10,"scale":2,"nullable":true}
S | {"type":"TEXT","length":20,"byteLength":80,"nullable":true,"fixed":false}
