-- What does it cost? Credits per hour and warehouse, the last 48 hours.
SELECT
    start_time,
    warehouse_name,
    SUM(credits_used_compute) AS compute_credits,
    SUM(credits_used_cloud_services) AS cloud_services_credits,
    SUM(credits_used) AS credits
FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.WAREHOUSE_METERING_HISTORY(
    DATE_RANGE_START => DATEADD(day, -2, CURRENT_DATE())
))
GROUP BY start_time, warehouse_name
ORDER BY start_time, warehouse_name;
