-- Is the pipeline well? One row: streams with data are counted by the page, the rest here.
SELECT
    (SELECT COUNT(*)
        FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.DYNAMIC_TABLES())
        WHERE database_name = 'ECOMMERCE_DB') AS dynamic_tables,
    (SELECT COUNT(*)
        FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.DYNAMIC_TABLES())
        WHERE database_name = 'ECOMMERCE_DB'
            AND DATEDIFF(second, latest_data_timestamp, CURRENT_TIMESTAMP()) > target_lag_sec) AS late_tables,
    (SELECT COUNT(*)
        FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.TASK_HISTORY(
            SCHEDULED_TIME_RANGE_START => DATEADD(hour, -24, CURRENT_TIMESTAMP()), RESULT_LIMIT => 10000))
        WHERE database_name = 'ECOMMERCE_DB' AND state = 'SUCCEEDED') AS succeeded_runs,
    (SELECT COUNT(*)
        FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.TASK_HISTORY(
            SCHEDULED_TIME_RANGE_START => DATEADD(hour, -24, CURRENT_TIMESTAMP()), RESULT_LIMIT => 10000))
        WHERE database_name = 'ECOMMERCE_DB' AND STARTSWITH(state, 'FAILED')) AS failed_runs,
    (SELECT COALESCE(SUM(credits_used), 0)
        FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.WAREHOUSE_METERING_HISTORY(
            DATE_RANGE_START => DATEADD(day, -1, CURRENT_DATE())))) AS credits,
    (SELECT COUNT(*)
        FROM ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS
        WHERE violations > 0
            AND checked_at = (SELECT MAX(checked_at) FROM ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS)) AS failing_checks;
