-- 09_monitoring.sql · how is the pipeline doing?
--
-- A script of questions. It changes nothing: a SELECT from a stream does not consume it.
-- INFORMATION_SCHEMA's table functions answer at once but reach back 7 days (14 for queries); the views in
-- SNOWFLAKE.ACCOUNT_USAGE reach back a year but lag up to some hours behind.
--
-- Needs: everything from 01 to 08. TABLE_STORAGE_METRICS and SHOW RESOURCE MONITORS need ACCOUNTADMIN.

USE WAREHOUSE DE_PROJECT_WH;
USE SCHEMA ECOMMERCE_DB.STREAMS_TASKS;

-- 1. Are the tasks started, and when do they run?
SHOW TASKS IN SCHEMA ECOMMERCE_DB.STREAMS_TASKS;

SELECT "name", "state", "schedule", "warehouse", "last_suspended_reason"
FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))
ORDER BY "name";

-- 2. The last day's runs: how many went well, were skipped for want of data, failed, and how long they took.
SELECT
    name,
    state,
    COUNT(*) AS runs,
    MIN(scheduled_time) AS first_run,
    MAX(scheduled_time) AS last_run,
    ROUND(AVG(DATEDIFF(millisecond, query_start_time, completed_time)) / 1000, 2) AS avg_seconds
FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.TASK_HISTORY(
    SCHEDULED_TIME_RANGE_START => DATEADD(hour, -24, CURRENT_TIMESTAMP()),
    RESULT_LIMIT => 10000
))
WHERE database_name = 'ECOMMERCE_DB' AND state <> 'SCHEDULED'
GROUP BY name, state
ORDER BY name, state;

-- 3. Failed runs, the latest first.
SELECT name, state, error_code, error_message, scheduled_time, completed_time
FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.TASK_HISTORY(
    SCHEDULED_TIME_RANGE_START => DATEADD(hour, -24, CURRENT_TIMESTAMP()),
    RESULT_LIMIT => 100,
    ERROR_ONLY => TRUE
))
ORDER BY scheduled_time DESC;

-- 4. What the task bodies logged about them.
SELECT error_id, task_name, error_code, error_state, error_message, logged_at
FROM ECOMMERCE_DB.STREAMS_TASKS.ERROR_LOG
ORDER BY logged_at DESC, error_id DESC
LIMIT 50;

-- 5. When will the next runs be?
SELECT name, scheduled_time
FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 1000))
WHERE database_name = 'ECOMMERCE_DB' AND state = 'SCHEDULED'
ORDER BY scheduled_time, name;

-- 6. Streams: their modes, and when they would become stale if nobody read them.
SHOW STREAMS IN SCHEMA ECOMMERCE_DB.STREAMS_TASKS;

SELECT "name", "table_name", "mode", "stale", "stale_after"
FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))
ORDER BY "name";

-- 7. Which streams hold changes? The question the tasks ask in WHEN.
SELECT
    SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.ORDERS_STREAM') AS orders_stream,
    SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.ORDER_ITEMS_STREAM') AS order_items_stream,
    SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.CUSTOMERS_STREAM') AS customers_stream,
    SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.PRODUCTS_STREAM') AS products_stream,
    SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.INVENTORY_STREAM') AS inventory_stream,
    SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.STOCK_RULES_STREAM') AS stock_rules_stream,
    SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.DIM_CUSTOMER_STREAM') AS dim_customer_stream,
    SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.DIM_PRODUCT_STREAM') AS dim_product_stream,
    SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.FACT_SALES_STREAM') AS fact_sales_stream;

-- 8. What is in them: inserts, deletes and the two halves of updates.
SELECT 'ORDERS_STREAM' AS stream_name, METADATA$ACTION AS action, METADATA$ISUPDATE AS is_update, COUNT(*) AS row_count
FROM ORDERS_STREAM
GROUP BY METADATA$ACTION, METADATA$ISUPDATE
UNION ALL
SELECT 'ORDER_ITEMS_STREAM', METADATA$ACTION, METADATA$ISUPDATE, COUNT(*)
FROM ORDER_ITEMS_STREAM
GROUP BY METADATA$ACTION, METADATA$ISUPDATE
UNION ALL
SELECT 'CUSTOMERS_STREAM', METADATA$ACTION, METADATA$ISUPDATE, COUNT(*)
FROM CUSTOMERS_STREAM
GROUP BY METADATA$ACTION, METADATA$ISUPDATE
UNION ALL
SELECT 'PRODUCTS_STREAM', METADATA$ACTION, METADATA$ISUPDATE, COUNT(*)
FROM PRODUCTS_STREAM
GROUP BY METADATA$ACTION, METADATA$ISUPDATE
UNION ALL
SELECT 'INVENTORY_STREAM', METADATA$ACTION, METADATA$ISUPDATE, COUNT(*)
FROM INVENTORY_STREAM
GROUP BY METADATA$ACTION, METADATA$ISUPDATE
UNION ALL
SELECT 'STOCK_RULES_STREAM', METADATA$ACTION, METADATA$ISUPDATE, COUNT(*)
FROM STOCK_RULES_STREAM
GROUP BY METADATA$ACTION, METADATA$ISUPDATE
UNION ALL
SELECT 'DIM_CUSTOMER_STREAM', METADATA$ACTION, METADATA$ISUPDATE, COUNT(*)
FROM DIM_CUSTOMER_STREAM
GROUP BY METADATA$ACTION, METADATA$ISUPDATE
UNION ALL
SELECT 'DIM_PRODUCT_STREAM', METADATA$ACTION, METADATA$ISUPDATE, COUNT(*)
FROM DIM_PRODUCT_STREAM
GROUP BY METADATA$ACTION, METADATA$ISUPDATE
UNION ALL
SELECT 'FACT_SALES_STREAM', METADATA$ACTION, METADATA$ISUPDATE, COUNT(*)
FROM FACT_SALES_STREAM
GROUP BY METADATA$ACTION, METADATA$ISUPDATE
ORDER BY stream_name, action, is_update;

-- 9. Dynamic tables: mode, lag, and the instant their content stands for.
SHOW DYNAMIC TABLES IN SCHEMA ECOMMERCE_DB.STAGING;

SELECT "name", "target_lag", "refresh_mode", "refresh_mode_reason", "scheduling_state", "data_timestamp", "rows"
FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))
ORDER BY "name";

-- 10. Their refreshes: NO_DATA costs nothing, INCREMENTAL costs the change.
SELECT
    name,
    refresh_action,
    refresh_trigger,
    state,
    COUNT(*) AS refreshes,
    MAX(data_timestamp) AS last_data_timestamp,
    ROUND(AVG(DATEDIFF(millisecond, refresh_start_time, refresh_end_time)) / 1000, 2) AS avg_seconds
FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(RESULT_LIMIT => 10000))
WHERE database_name = 'ECOMMERCE_DB'
GROUP BY name, refresh_action, refresh_trigger, state
ORDER BY name, refresh_action, refresh_trigger, state;

-- 11. The last refreshes one by one, with the rows they wrote.
SELECT
    name,
    data_timestamp,
    refresh_action,
    state,
    state_message,
    statistics:numInsertedRows::INTEGER AS rows_inserted,
    statistics:numDeletedRows::INTEGER AS rows_deleted
FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(RESULT_LIMIT => 100))
WHERE refresh_action <> 'NO_DATA'
ORDER BY data_timestamp DESC, name
LIMIT 20;

-- 12. Rows per table, counted.
SELECT 'RAW_DATA.CUSTOMERS' AS table_name, COUNT(*) AS row_count FROM ECOMMERCE_DB.RAW_DATA.CUSTOMERS
UNION ALL
SELECT 'RAW_DATA.PRODUCTS', COUNT(*) FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS
UNION ALL
SELECT 'RAW_DATA.ORDERS', COUNT(*) FROM ECOMMERCE_DB.RAW_DATA.ORDERS
UNION ALL
SELECT 'RAW_DATA.ORDER_ITEMS', COUNT(*) FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS
UNION ALL
SELECT 'RAW_DATA.INVENTORY_MOVEMENTS', COUNT(*) FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS
UNION ALL
SELECT 'STAGING.ENRICHED_ORDERS', COUNT(*) FROM ECOMMERCE_DB.STAGING.ENRICHED_ORDERS
UNION ALL
SELECT 'STAGING.PRODUCT_PERFORMANCE', COUNT(*) FROM ECOMMERCE_DB.STAGING.PRODUCT_PERFORMANCE
UNION ALL
SELECT 'STAGING.CURRENT_INVENTORY', COUNT(*) FROM ECOMMERCE_DB.STAGING.CURRENT_INVENTORY
UNION ALL
SELECT 'ANALYTICS.DIM_CUSTOMER', COUNT(*) FROM ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER
UNION ALL
SELECT 'ANALYTICS.DIM_PRODUCT', COUNT(*) FROM ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT
UNION ALL
SELECT 'ANALYTICS.DIM_DATE', COUNT(*) FROM ECOMMERCE_DB.ANALYTICS.DIM_DATE
UNION ALL
SELECT 'ANALYTICS.FACT_SALES', COUNT(*) FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES
UNION ALL
SELECT 'ANALYTICS.DAILY_SALES_SUMMARY', COUNT(*) FROM ECOMMERCE_DB.ANALYTICS.DAILY_SALES_SUMMARY
UNION ALL
SELECT 'ANALYTICS.STOCK_ALERTS', COUNT(*) FROM ECOMMERCE_DB.ANALYTICS.STOCK_ALERTS
UNION ALL
SELECT 'ANALYTICS.DATA_QUALITY_RESULTS', COUNT(*) FROM ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS
UNION ALL
SELECT 'STREAMS_TASKS.ERROR_LOG', COUNT(*) FROM ECOMMERCE_DB.STREAMS_TASKS.ERROR_LOG
ORDER BY table_name;

-- 13. The same from the catalogue: instant, because nothing is counted.
SELECT table_schema, table_name, table_type, row_count, bytes, created, last_altered
FROM ECOMMERCE_DB.INFORMATION_SCHEMA.TABLES
WHERE table_schema IN ('RAW_DATA', 'STAGING', 'ANALYTICS', 'STREAMS_TASKS')
ORDER BY table_schema, table_name;

-- 14. The slowest statements of the last day.
SELECT query_id, query_type, warehouse_name, execution_status, total_elapsed_time, rows_produced, start_time, query_text
FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.QUERY_HISTORY(
    END_TIME_RANGE_START => DATEADD(hour, -24, CURRENT_TIMESTAMP()),
    RESULT_LIMIT => 1000
))
ORDER BY total_elapsed_time DESC
LIMIT 20;

-- 15. Credits per day, and the budget.
SELECT
    TO_DATE(start_time) AS usage_date,
    warehouse_name,
    SUM(credits_used) AS credits_used,
    SUM(credits_used_compute) AS credits_used_compute,
    SUM(credits_used_cloud_services) AS credits_used_cloud_services
FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.WAREHOUSE_METERING_HISTORY(
    DATE_RANGE_START => DATEADD(day, -7, CURRENT_DATE())
))
GROUP BY TO_DATE(start_time), warehouse_name
ORDER BY usage_date DESC, warehouse_name;

SHOW RESOURCE MONITORS LIKE 'DE_PROJECT_MONITOR';

-- 16. Storage: what is live, what Time Travel keeps, what fail-safe keeps.
SELECT table_schema, table_name, active_bytes, time_travel_bytes, failsafe_bytes
FROM ECOMMERCE_DB.INFORMATION_SCHEMA.TABLE_STORAGE_METRICS
WHERE table_catalog = 'ECOMMERCE_DB'
ORDER BY active_bytes + time_travel_bytes + failsafe_bytes DESC, table_schema, table_name;

-- 17. Data quality: the latest answers, and since when a check has been failing.
SELECT
    latest.check_group,
    latest.check_name,
    latest.violations,
    latest.checked_at,
    history.last_clean_at
FROM ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS latest
LEFT JOIN (
    SELECT check_name, MAX(checked_at) AS last_clean_at
    FROM ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS
    WHERE violations = 0
    GROUP BY check_name
) history ON history.check_name = latest.check_name
QUALIFY ROW_NUMBER() OVER (PARTITION BY latest.check_name ORDER BY latest.checked_at DESC) = 1
ORDER BY latest.violations DESC, latest.check_group, latest.check_name;
