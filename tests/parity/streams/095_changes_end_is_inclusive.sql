-- source: Snowflake documentation, "SYSTEM$STREAM_HAS_DATA", "CHANGES"
-- case: streams.md 10.6 case 95
-- fixture: acct
-- needs: virtual clock

SET t0 = (SELECT CURRENT_TIMESTAMP());

-- advance 1 minute
INSERT INTO acct VALUES (3,300);

DELETE FROM acct WHERE id = 3;

SET q = LAST_QUERY_ID();

SELECT id, bal FROM acct CHANGES (INFORMATION => DEFAULT) AT (TIMESTAMP => $t0) END (STATEMENT => $q);
----
ID | BAL

SELECT id, bal, metadata$action FROM acct CHANGES (INFORMATION => APPEND_ONLY) AT (TIMESTAMP => $t0) END (STATEMENT => $q);
----
ID | BAL | METADATA$ACTION
3 | 300 | INSERT
