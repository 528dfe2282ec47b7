-- How does each month compare with the one before? Complete months of the last two years.
WITH months AS (
    SELECT DATE_TRUNC('MONTH', sale_date) AS month, SUM(net_amount) AS net_revenue, MIN(sale_date) AS first_day
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY DATE_TRUNC('MONTH', sale_date)
)
SELECT
    month,
    net_revenue,
    LAG(net_revenue) OVER (ORDER BY month) AS net_revenue_before,
    ROUND(100 * (net_revenue / NULLIF(LAG(net_revenue) OVER (ORDER BY month), 0) - 1), 1) AS growth_percent
FROM months
WHERE month < DATE_TRUNC('MONTH', TO_DATE(SYSDATE()))
    AND (DAY(first_day) <= 3 OR month > (SELECT MIN(month) FROM months))
QUALIFY net_revenue_before IS NOT NULL
ORDER BY month;
