-- How has one product done? Units, revenue and profit per week of the last year, weeks without a sale too.
WITH weeks AS (
    SELECT DISTINCT DATE_TRUNC('WEEK', full_date) AS week
    FROM ECOMMERCE_DB.ANALYTICS.DIM_DATE
    WHERE full_date BETWEEN DATEADD(day, -364, TO_DATE(SYSDATE())) AND TO_DATE(SYSDATE())
)
SELECT
    w.week,
    COALESCE(SUM(s.quantity), 0) AS units,
    COALESCE(SUM(s.net_amount), 0) AS net_revenue,
    COALESCE(SUM(s.profit_amount), 0) AS profit
FROM weeks w
LEFT JOIN ECOMMERCE_DB.ANALYTICS.SALES_DETAIL s
    ON DATE_TRUNC('WEEK', s.sale_date) = w.week
    AND s.product_id = %(product_id)s
    AND s.stands
GROUP BY w.week
ORDER BY w.week;
