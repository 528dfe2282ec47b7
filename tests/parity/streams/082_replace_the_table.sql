-- source: Snowflake documentation, "Introduction to streams", data retention period and staleness; "Cloning considerations"
-- case: streams.md 10.5 case 82
-- fixture: acct

CREATE OR REPLACE TABLE acct (id INT, bal INT);

SELECT * FROM st;
----
error 091901: dropped, cannot read from stream

CREATE OR REPLACE STREAM st ON TABLE acct;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
