-- What becomes of a payment? Orders of the period in two steps: from method to payment status, and from there to order
-- status; beside each, how many leave its source and reach its target.
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
),
flows AS (
    SELECT
        1 + GROUPING(payment_method) AS step,
        IFF(GROUPING(payment_method) = 0, payment_method, payment_status) AS source,
        IFF(GROUPING(payment_method) = 0, payment_status, order_status) AS target,
        COUNT(*) AS orders,
        SUM(amount) AS amount
    FROM orders
    GROUP BY GROUPING SETS ((payment_method, payment_status), (payment_status, order_status))
)
SELECT
    *,
    SUM(orders) OVER (PARTITION BY step, source) AS source_orders,
    SUM(orders) OVER (PARTITION BY step, target) AS target_orders
FROM flows
ORDER BY step, source, target;
