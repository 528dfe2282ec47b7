-- source: Snowflake documentation, "Introduction to streams", data retention period and staleness; "Cloning considerations" (unconfirmed)
-- case: streams.md 10.5 case 88
-- fixture: acct
-- needs: virtual clock
-- Reading fails as soon as stale_after has passed: the emulator's deterministic choice.

-- advance 15 days
SHOW STREAMS LIKE 'st';

SELECT "stale" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
stale
true

SELECT * FROM st;
----
error: stale

ALTER TABLE acct SET MAX_DATA_EXTENSION_TIME_IN_DAYS = 60;

SELECT * FROM st;
----
error: stale

CREATE OR REPLACE STREAM st ON TABLE acct;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
