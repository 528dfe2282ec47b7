-- Which customers carry the business? One row per segment, completed orders of all time, segment as of now.
SELECT
    c.customer_segment,
    COUNT(DISTINCT c.customer_id) AS customers,
    COUNT(DISTINCT f.order_id) AS orders,
    COALESCE(SUM(f.net_amount), 0) AS completed_revenue,
    ROUND(100 * RATIO_TO_REPORT(COALESCE(SUM(f.net_amount), 0)) OVER (), 1) AS share_percent,
    ROUND(COALESCE(SUM(f.net_amount), 0) / COUNT(DISTINCT c.customer_id), 2) AS revenue_per_customer
FROM ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER c
LEFT JOIN ECOMMERCE_DB.ANALYTICS.FACT_SALES f
    ON f.customer_id = c.customer_id
    AND f.order_status = 'COMPLETED'
WHERE c.is_current
GROUP BY c.customer_segment
ORDER BY completed_revenue DESC;
