-- 11_alerts.sql · tell somebody
--
-- Two alerts look at what the tasks leave behind and write an e-mail when there is something to say. An alert is a
-- condition on a schedule: when its query gives rows, its action runs.
--
--   ECOMMERCE_EMAIL   the way out: an integration that may write to the addresses it lists and to no others
--   TASK_FAILURES     every 15 minutes: errors that task bodies have logged since the last look
--   STOCK_OUTS        every hour: products that have run out since the last look
--
-- Each look covers the time from the last one that succeeded up to its own due time, so that nothing is told twice
-- and nothing is missed while an alert is suspended or fails. The action reads what the condition found.
-- On Snowflake the recipient must be a user's verified address: change data-team@example.com in all three statements.
-- Locally no mail leaves the machine unless a mail server is configured; the messages are kept in an outbox.
--
-- Needs: everything from 01 to 08; the ACCOUNTADMIN role (CREATE INTEGRATION, EXECUTE ALERT).
-- Run again: safe. The alerts are replaced and resumed.

USE WAREHOUSE DE_PROJECT_WH;
USE SCHEMA ECOMMERCE_DB.STREAMS_TASKS;

CREATE NOTIFICATION INTEGRATION IF NOT EXISTS ECOMMERCE_EMAIL
    TYPE = EMAIL
    ENABLED = TRUE
    ALLOWED_RECIPIENTS = ('data-team@example.com')
    COMMENT = 'Messages of the e-commerce pipeline';

CREATE OR REPLACE ALERT TASK_FAILURES
    WAREHOUSE = DE_PROJECT_WH
    SCHEDULE = '15 MINUTES'
    COMMENT = 'Task bodies have logged errors'
    IF (EXISTS (
        SELECT task_name, error_code, error_message, logged_at
        FROM ECOMMERCE_DB.STREAMS_TASKS.ERROR_LOG
        WHERE logged_at > CONVERT_TIMEZONE('UTC', SNOWFLAKE.ALERT.LAST_SUCCESSFUL_SCHEDULED_TIME())::TIMESTAMP_NTZ
            AND logged_at <= CONVERT_TIMEZONE('UTC', SNOWFLAKE.ALERT.SCHEDULED_TIME())::TIMESTAMP_NTZ
    ))
    THEN
    BEGIN
        LET message VARCHAR := (
            SELECT LISTAGG(task_name || ' at ' || logged_at || ' UTC: ' || error_message, '\n')
                WITHIN GROUP (ORDER BY logged_at, task_name)
            FROM TABLE(RESULT_SCAN(SNOWFLAKE.ALERT.GET_CONDITION_QUERY_UUID()))
        );
        CALL SYSTEM$SEND_EMAIL(
            'ECOMMERCE_EMAIL', 'data-team@example.com', 'E-commerce pipeline: tasks have failed', :message
        );
    END;

CREATE OR REPLACE ALERT STOCK_OUTS
    WAREHOUSE = DE_PROJECT_WH
    SCHEDULE = '60 MINUTES'
    COMMENT = 'Products have run out of stock'
    IF (EXISTS (
        SELECT product_id, product_name, reorder_point, updated_at
        FROM ECOMMERCE_DB.ANALYTICS.STOCK_ALERTS
        WHERE alert_level = 'OUT_OF_STOCK'
            AND resolved_at IS NULL
            AND updated_at > CONVERT_TIMEZONE('UTC', SNOWFLAKE.ALERT.LAST_SUCCESSFUL_SCHEDULED_TIME())::TIMESTAMP_NTZ
            AND updated_at <= CONVERT_TIMEZONE('UTC', SNOWFLAKE.ALERT.SCHEDULED_TIME())::TIMESTAMP_NTZ
    ))
    THEN
    BEGIN
        LET message VARCHAR := (
            SELECT LISTAGG(product_name || ' (' || product_id || '), reorder point ' || reorder_point, '\n')
                WITHIN GROUP (ORDER BY product_id)
            FROM TABLE(RESULT_SCAN(SNOWFLAKE.ALERT.GET_CONDITION_QUERY_UUID()))
        );
        CALL SYSTEM$SEND_EMAIL(
            'ECOMMERCE_EMAIL', 'data-team@example.com', 'E-commerce shop: products are out of stock', :message
        );
    END;

ALTER ALERT TASK_FAILURES RESUME;
ALTER ALERT STOCK_OUTS RESUME;

SHOW ALERTS IN SCHEMA ECOMMERCE_DB.STREAMS_TASKS;
