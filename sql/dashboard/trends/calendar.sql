-- Which days stand out? Net revenue of every day of the last year, for a calendar of weeks and weekdays. The colours end
-- at half as much again as all but one day in fifty reach: one day out of the ordinary must not make the others alike.
WITH sales AS (
    SELECT sale_date, COUNT(DISTINCT order_id) AS orders, SUM(net_amount) AS net_revenue
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND order_date >= DATEADD(day, -371, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY sale_date
)
SELECT
    d.full_date,
    DATE_TRUNC('WEEK', d.full_date) AS week,
    d.day_of_week,
    d.day_name,
    d.is_holiday,
    COALESCE(s.orders, 0) AS orders,
    COALESCE(s.net_revenue, 0) AS net_revenue,
    LEAST(
        MAX(COALESCE(s.net_revenue, 0)) OVER (),
        1.5 * PERCENTILE_CONT(0.98) WITHIN GROUP (ORDER BY COALESCE(s.net_revenue, 0)) OVER ()
    ) AS colours_end
FROM ECOMMERCE_DB.ANALYTICS.DIM_DATE d
LEFT JOIN sales s
    ON s.sale_date = d.full_date
WHERE d.full_date BETWEEN DATEADD(day, -364, TO_DATE(SYSDATE())) AND TO_DATE(SYSDATE())
ORDER BY d.full_date;
