-- Which method fails, which orders are cancelled or returned? Rates of the period per method. Success is counted among
-- decided payments, cancellations and returns among all orders.
WITH orders AS (
    SELECT
        order_id,
        order_date,
        payment_method,
        payment_status,
        order_status,
        SUM(net_amount) AS amount
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY order_id, order_date, payment_method, payment_status, order_status
)
SELECT
    payment_method,
    COUNT(*) AS orders,
    ROUND(100 * SUM(IFF(payment_status IN ('PAID', 'REFUNDED'), 1, 0))
        / NULLIF(SUM(IFF(payment_status <> 'PENDING', 1, 0)), 0), 1) AS success_percent,
    ROUND(100 * SUM(IFF(payment_status = 'FAILED', 1, 0)) / COUNT(*), 1) AS failed_percent,
    ROUND(100 * SUM(IFF(order_status = 'CANCELLED', 1, 0)) / COUNT(*), 1) AS cancelled_percent,
    ROUND(100 * SUM(IFF(order_status = 'RETURNED', 1, 0)) / COUNT(*), 1) AS returned_percent
FROM orders
GROUP BY payment_method
ORDER BY orders DESC, payment_method;
