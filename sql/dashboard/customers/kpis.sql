-- Who buys? One row: customers of the period beside the one before, new ones, what a customer is worth over all time,
-- and how many good ones have gone quiet (at least three orders ever, none for 120 days).
WITH sales AS (
    SELECT customer_id, order_id, order_date, net_amount
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
),
behaviour AS (
    SELECT
        customer_id,
        MIN(order_date) AS first_order,
        MAX(order_date) AS last_order,
        COUNT(DISTINCT order_id) AS orders,
        SUM(net_amount) AS lifetime_value,
        MAX(IFF(order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())), 1, 0)) AS is_now,
        MAX(IFF(order_date >= DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE())) AND order_date < DATEADD(day, -%(days)s, SYSDATE()), 1, 0)) AS is_before
    FROM sales
    GROUP BY customer_id
),
numbers AS (
    SELECT
        COALESCE(SUM(is_now), 0) AS customers,
        COALESCE(SUM(is_before), 0) AS customers_before,
        COALESCE(SUM(IFF(first_order >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())), 1, 0)), 0) AS new_customers,
        COALESCE(SUM(IFF(first_order >= DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE())) AND first_order < DATEADD(day, -%(days)s, SYSDATE()), 1, 0)), 0) AS new_customers_before,
        ROUND(100 * SUM(IFF(is_now = 1 AND orders > 1, 1, 0)) / NULLIF(SUM(is_now), 0), 1) AS repeat_percent,
        ROUND(AVG(lifetime_value), 2) AS lifetime_value,
        COALESCE(SUM(IFF(orders >= 3 AND last_order < DATEADD(day, -120, SYSDATE()), 1, 0)), 0) AS gone_quiet
    FROM behaviour
)
SELECT
    *,
    ROUND(100 * (customers / NULLIF(customers_before, 0) - 1), 1) AS customers_change_percent,
    ROUND(100 * (new_customers / NULLIF(new_customers_before, 0) - 1), 1) AS new_customers_change_percent
FROM numbers;
