-- Which customers bring the revenue? One row per segment (as it was when the order was placed).
SELECT
    COALESCE(customer_segment, 'UNKNOWN') AS customer_segment,
    COUNT(DISTINCT customer_id) AS customers,
    COUNT(DISTINCT order_id) AS orders,
    SUM(net_amount) AS net_revenue,
    ROUND(100 * RATIO_TO_REPORT(SUM(net_amount)) OVER (), 1) AS share_percent
FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
WHERE stands
    AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
    AND (%(every_country)s OR country IN (%(countries)s))
    AND (%(every_segment)s OR customer_segment IN (%(segments)s))
    AND (%(every_category)s OR category IN (%(categories)s))
GROUP BY COALESCE(customer_segment, 'UNKNOWN')
ORDER BY net_revenue DESC;
