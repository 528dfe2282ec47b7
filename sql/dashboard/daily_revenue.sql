-- How does revenue move? One row per day for the last 30 days, today included, days without a sale too.
SELECT
    d.full_date AS sale_date,
    COALESCE(s.total_orders, 0) AS total_orders,
    COALESCE(s.net_revenue, 0) AS net_revenue,
    COALESCE(s.gross_profit, 0) AS gross_profit,
    ROUND(AVG(COALESCE(s.net_revenue, 0)) OVER (
        ORDER BY d.full_date ROWS BETWEEN 6 PRECEDING AND CURRENT ROW
    ), 2) AS mean_of_7_days
FROM ECOMMERCE_DB.ANALYTICS.DIM_DATE d
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DAILY_SALES_SUMMARY s
    ON s.sale_date = d.full_date
WHERE d.full_date BETWEEN DATEADD(day, -35, TO_DATE(SYSDATE())) AND TO_DATE(SYSDATE())
QUALIFY d.full_date > DATEADD(day, -30, TO_DATE(SYSDATE()))
ORDER BY sale_date;
