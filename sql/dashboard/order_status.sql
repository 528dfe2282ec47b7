-- Where do the orders of the last 30 days stand? One row per status, in the order of an order's life.
SELECT
    order_status,
    COUNT(*) AS orders,
    SUM(items_amount) AS items_amount,
    CASE order_status
        WHEN 'PENDING' THEN 1
        WHEN 'PROCESSING' THEN 2
        WHEN 'SHIPPED' THEN 3
        WHEN 'COMPLETED' THEN 4
        WHEN 'RETURNED' THEN 5
        WHEN 'CANCELLED' THEN 6
        ELSE 7
    END AS status_order
FROM ECOMMERCE_DB.STAGING.ENRICHED_ORDERS
WHERE order_date >= DATEADD(day, -30, SYSDATE())
GROUP BY order_status
ORDER BY status_order;
