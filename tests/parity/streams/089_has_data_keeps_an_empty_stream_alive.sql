-- source: Snowflake documentation, "Introduction to streams", data retention period and staleness; "Cloning considerations"
-- case: streams.md 10.5 case 89
-- fixture: acct
-- needs: virtual clock

-- advance 13 days
SELECT SYSTEM$STREAM_HAS_DATA('ST') AS has_data;
----
HAS_DATA
FALSE

-- advance 13 days
SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
