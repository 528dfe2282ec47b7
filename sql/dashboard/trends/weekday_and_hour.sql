-- When do people buy? Orders of the period per weekday (1 = Monday) and hour, UTC. The colours end at half as much again as
-- all but one hour in fifty reach: one hour out of the ordinary must not make the others alike.
WITH hours AS (
    SELECT
        DAYOFWEEKISO(order_date) AS day_of_week,
        DAYNAME(order_date) AS day_name,
        HOUR(order_date) AS hour_of_day,
        COUNT(DISTINCT order_id) AS orders,
        SUM(net_amount) AS net_revenue
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY DAYOFWEEKISO(order_date), DAYNAME(order_date), HOUR(order_date)
)
SELECT
    hours.*,
    LEAST(MAX(orders) OVER (), 1.5 * PERCENTILE_CONT(0.98) WITHIN GROUP (ORDER BY orders) OVER ()) AS colours_end
FROM hours
ORDER BY day_of_week, hour_of_day;
