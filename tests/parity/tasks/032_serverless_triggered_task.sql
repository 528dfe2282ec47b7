-- source: Snowflake documentation, "Triggered tasks"
-- case: tasks.md 19 case 32
-- fixture: nine
-- needs: virtual clock

CREATE TABLE base (x VARCHAR);

CREATE STREAM s ON TABLE base;

CREATE TASK t WHEN SYSTEM$STREAM_HAS_DATA('s') AS INSERT INTO log SELECT x FROM s;
----
error

CREATE TASK t TARGET_COMPLETION_INTERVAL = '15 MINUTES' WHEN SYSTEM$STREAM_HAS_DATA('s') AS INSERT INTO log SELECT x FROM s;
----
status
Task T successfully created.
