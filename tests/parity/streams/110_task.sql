-- source: Snowflake documentation, "Introduction to streams"; "CREATE TASK"
-- case: streams.md 10.6 case 110
-- fixture: acct
-- needs: virtual clock

CREATE TASK tk WAREHOUSE = compute_wh SCHEDULE = '1 MINUTE' WHEN SYSTEM$STREAM_HAS_DATA('ST')
AS INSERT INTO sink SELECT id, bal FROM st;

ALTER TASK tk RESUME;

-- advance 1 minute
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'TK')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
SKIPPED

INSERT INTO acct VALUES (3,300);

-- advance 2 minutes
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'TK')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
SKIPPED
SUCCEEDED
SKIPPED

SELECT id, bal FROM sink ORDER BY id, bal;
----
ID | BAL
3 | 300

ALTER TABLE sink RENAME TO hidden;

INSERT INTO acct VALUES (4,400);

-- advance 1 minute
SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
4 | 400 | INSERT | FALSE

ALTER TABLE hidden RENAME TO sink;

-- advance 1 minute
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'TK')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
SKIPPED
SUCCEEDED
SKIPPED
FAILED
SUCCEEDED

SELECT id, bal FROM sink ORDER BY id, bal;
----
ID | BAL
3 | 300
4 | 400
