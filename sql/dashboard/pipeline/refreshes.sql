-- How do the dynamic tables keep up? Refreshes of the last two hours: what was done, how long it took, rows it changed,
-- and how much later it stands for than the refresh before.
SELECT
    name,
    data_timestamp,
    DATEDIFF(millisecond, LAG(data_timestamp) OVER (PARTITION BY schema_name, name ORDER BY data_timestamp), data_timestamp)
        / 1000 AS seconds_since_previous,
    refresh_start_time,
    refresh_end_time,
    DATEDIFF(millisecond, refresh_start_time, refresh_end_time) AS duration_ms,
    refresh_action,
    refresh_trigger,
    state,
    state_message,
    COALESCE(statistics:numInsertedRows::INTEGER, 0) + COALESCE(statistics:numDeletedRows::INTEGER, 0) AS changed_rows
FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(
    DATA_TIMESTAMP_START => DATEADD(hour, -2, CURRENT_TIMESTAMP()),
    RESULT_LIMIT => 1000
))
WHERE database_name = 'ECOMMERCE_DB'
ORDER BY data_timestamp, name;
