-- source: Snowflake documentation, "SYSTEM$STREAM_HAS_DATA", "CHANGES"
-- case: streams.md 10.6 case 93
-- fixture: acct

SET before_insert = SYSTEM$LAST_CHANGE_COMMIT_TIME('acct');

INSERT INTO acct VALUES (3,300);

SELECT SYSTEM$LAST_CHANGE_COMMIT_TIME('acct') > $before_insert AS grew;
----
GREW
TRUE

SET before_delete = SYSTEM$LAST_CHANGE_COMMIT_TIME('acct');

DELETE FROM acct WHERE id = 3;

SELECT SYSTEM$LAST_CHANGE_COMMIT_TIME('acct') > $before_delete AS grew;
----
GREW
TRUE

SET before_select = SYSTEM$LAST_CHANGE_COMMIT_TIME('acct');

SELECT COUNT(*) AS n FROM acct;
----
N
2

SELECT SYSTEM$LAST_CHANGE_COMMIT_TIME('acct') = $before_select AS same;
----
SAME
TRUE
