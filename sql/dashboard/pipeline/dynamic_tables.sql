-- How old is each dynamic table, and how old may it be? Seconds; the lag is counted on the account's own clock.
SELECT
    name,
    schema_name,
    target_lag_type,
    target_lag_sec,
    DATEDIFF(second, latest_data_timestamp, CURRENT_TIMESTAMP()) AS lag_sec,
    COALESCE(lag_sec > target_lag_sec, FALSE) AS is_late,
    mean_lag_sec,
    maximum_lag_sec,
    latest_data_timestamp,
    last_completed_refresh_state
FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.DYNAMIC_TABLES())
WHERE database_name = 'ECOMMERCE_DB'
ORDER BY name;
