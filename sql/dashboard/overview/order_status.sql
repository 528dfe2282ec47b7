-- Where do the orders of the period stand? One row per status, in the order of an order's life.
SELECT
    order_status,
    COUNT(DISTINCT order_id) AS orders,
    SUM(net_amount) AS items_amount,
    ROUND(100 * RATIO_TO_REPORT(COUNT(DISTINCT order_id)) OVER (), 1) AS share_percent,
    CASE order_status
        WHEN 'PENDING' THEN 1
        WHEN 'PROCESSING' THEN 2
        WHEN 'SHIPPED' THEN 3
        WHEN 'COMPLETED' THEN 4
        WHEN 'RETURNED' THEN 5
        WHEN 'CANCELLED' THEN 6
        ELSE 7
    END AS status_order
FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
WHERE order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
    AND (%(every_country)s OR country IN (%(countries)s))
    AND (%(every_segment)s OR customer_segment IN (%(segments)s))
    AND (%(every_category)s OR category IN (%(categories)s))
GROUP BY order_status
ORDER BY status_order;
