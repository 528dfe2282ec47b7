-- source: Snowflake documentation, "SYSTEM$STREAM_HAS_DATA", "CHANGES"
-- case: streams.md 10.6 case 91
-- fixture: acct

SELECT SYSTEM$STREAM_HAS_DATA('ST') AS has_data;
----
HAS_DATA
FALSE

INSERT INTO acct VALUES (3,300);

SELECT SYSTEM$STREAM_HAS_DATA('st') AS has_data;
----
HAS_DATA
TRUE

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE

SELECT SYSTEM$STREAM_HAS_DATA('ST') AS has_data;
----
HAS_DATA
TRUE

INSERT INTO sink SELECT id, bal FROM st;

SELECT SYSTEM$STREAM_HAS_DATA('ST') AS has_data;
----
HAS_DATA
FALSE

SELECT SYSTEM$STREAM_HAS_DATA('"st"') AS has_data;
----
error: does not exist
