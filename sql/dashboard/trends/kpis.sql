-- How fast does the shop grow? One row: revenue of the period and of the one before, the last seven days and the seven
-- before, the best weekday and the best hour of the period.
WITH sales AS (
    SELECT order_id, order_date, net_amount
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND order_date >= LEAST(DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE())), DATEADD(day, -14, TO_DATE(SYSDATE())))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
),
by_weekday AS (
    SELECT DAYNAME(order_date) AS day_name, SUM(net_amount) / COUNT(DISTINCT TO_DATE(order_date)) AS revenue_per_day
    FROM sales
    WHERE order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
    GROUP BY DAYNAME(order_date)
),
by_hour AS (
    SELECT HOUR(order_date) AS hour_of_day, COUNT(DISTINCT order_id) AS orders
    FROM sales
    WHERE order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
    GROUP BY HOUR(order_date)
),
numbers AS (
    SELECT
        COALESCE(SUM(IFF(order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())), net_amount, 0)), 0) AS net_revenue,
        COALESCE(SUM(IFF(order_date >= DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE())) AND order_date < DATEADD(day, -%(days)s, SYSDATE()), net_amount, 0)), 0)
            AS net_revenue_before,
        COALESCE(SUM(IFF(order_date >= DATEADD(day, -6, TO_DATE(SYSDATE())), net_amount, 0)), 0) AS week_revenue,
        COALESCE(SUM(IFF(
            order_date >= DATEADD(day, -13, TO_DATE(SYSDATE())) AND order_date < DATEADD(day, -7, SYSDATE()), net_amount, 0
        )), 0) AS week_revenue_before,
        ROUND(COALESCE(SUM(IFF(order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())), net_amount, 0)), 0) / %(days)s, 2) AS revenue_per_day,
        (SELECT day_name FROM by_weekday ORDER BY revenue_per_day DESC, day_name LIMIT 1) AS best_weekday,
        (SELECT hour_of_day FROM by_hour ORDER BY orders DESC, hour_of_day LIMIT 1) AS best_hour
    FROM sales
)
SELECT
    *,
    ROUND(100 * (net_revenue / NULLIF(net_revenue_before, 0) - 1), 1) AS net_revenue_change_percent,
    ROUND(100 * (week_revenue / NULLIF(week_revenue_before, 0) - 1), 1) AS week_revenue_change_percent
FROM numbers;
