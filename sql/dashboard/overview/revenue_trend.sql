-- How does revenue move? One row per day of the period, days without a sale too, with the mean of seven days.
WITH sales AS (
    SELECT sale_date, COUNT(DISTINCT order_id) AS orders, SUM(net_amount) AS net_revenue
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND order_date >= DATEADD(day, -5 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY sale_date
)
SELECT
    d.full_date AS sale_date,
    COALESCE(s.orders, 0) AS orders,
    COALESCE(s.net_revenue, 0) AS net_revenue,
    ROUND(AVG(COALESCE(s.net_revenue, 0)) OVER (
        ORDER BY d.full_date ROWS BETWEEN 6 PRECEDING AND CURRENT ROW
    ), 2) AS mean_of_7_days
FROM ECOMMERCE_DB.ANALYTICS.DIM_DATE d
LEFT JOIN sales s
    ON s.sale_date = d.full_date
WHERE d.full_date BETWEEN DATEADD(day, -5 - %(days)s, TO_DATE(SYSDATE())) AND TO_DATE(SYSDATE())
QUALIFY d.full_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
ORDER BY sale_date;
