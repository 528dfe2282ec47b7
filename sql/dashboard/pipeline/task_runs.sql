-- What did the tasks do? Runs of the last two hours, and the next ones. A skipped run found no data in its stream.
SELECT
    name,
    state,
    scheduled_time,
    query_start_time,
    completed_time,
    DATEDIFF(millisecond, query_start_time, completed_time) AS duration_ms,
    error_code,
    error_message
FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.TASK_HISTORY(
    SCHEDULED_TIME_RANGE_START => DATEADD(hour, -2, CURRENT_TIMESTAMP()),
    RESULT_LIMIT => 1000
))
WHERE database_name = 'ECOMMERCE_DB'
ORDER BY scheduled_time DESC, name
LIMIT 400;
