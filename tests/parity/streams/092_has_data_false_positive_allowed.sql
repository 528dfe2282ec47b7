-- source: Snowflake documentation, "SYSTEM$STREAM_HAS_DATA", "CHANGES"
-- case: streams.md 10.6 case 92
-- fixture: acct

INSERT INTO acct VALUES (3,300);

DELETE FROM acct WHERE id = 3;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE

SELECT SYSTEM$STREAM_HAS_DATA('ST') AS has_data;
----
HAS_DATA
*

CREATE TEMPORARY TABLE z AS SELECT id FROM st WHERE 1=0;

SELECT SYSTEM$STREAM_HAS_DATA('ST') AS has_data;
----
HAS_DATA
FALSE
