-- Do large orders fail more often? Orders of the period by the value of their items.
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
steps AS (
    SELECT
        payment_status,
        order_status,
        amount,
        CASE
            WHEN amount < 50 THEN 1
            WHEN amount < 100 THEN 2
            WHEN amount < 250 THEN 3
            WHEN amount < 500 THEN 4
            WHEN amount < 1000 THEN 5
            ELSE 6
        END AS step_order
    FROM orders
)
SELECT
    step_order,
    CASE step_order
        WHEN 1 THEN 'under $50'
        WHEN 2 THEN '$50+'
        WHEN 3 THEN '$100+'
        WHEN 4 THEN '$250+'
        WHEN 5 THEN '$500+'
        ELSE '$1,000+'
    END AS step,
    COUNT(*) AS orders,
    SUM(amount) AS amount,
    ROUND(100 * SUM(IFF(payment_status = 'FAILED', 1, 0)) / COUNT(*), 1) AS failed_percent,
    ROUND(100 * SUM(IFF(order_status = 'CANCELLED', 1, 0)) / COUNT(*), 1) AS cancelled_percent
FROM steps
GROUP BY step_order
ORDER BY step_order;
