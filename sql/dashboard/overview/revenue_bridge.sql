-- Where does the money go between the price tag and the profit? One row per step, in order; steps add up.
WITH totals AS (
    SELECT
        COALESCE(SUM(gross_amount), 0) AS list_value,
        COALESCE(SUM(discount_amount), 0) AS discounts,
        COALESCE(SUM(IFF(order_status = 'CANCELLED', net_amount, 0)), 0) AS cancelled,
        COALESCE(SUM(IFF(order_status = 'RETURNED', net_amount, 0)), 0) AS returned,
        COALESCE(SUM(IFF(stands, net_amount, 0)), 0) AS net_revenue,
        COALESCE(SUM(IFF(stands, cost_amount, 0)), 0) AS cost,
        COALESCE(SUM(IFF(stands, profit_amount, 0)), 0) AS profit
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
)
SELECT 1 AS step_order, 'Ordered' AS step, 'absolute' AS measure, list_value AS amount FROM totals
UNION ALL
SELECT 2, 'Discounts', 'relative', -discounts FROM totals
UNION ALL
SELECT 3, 'Cancelled', 'relative', -cancelled FROM totals
UNION ALL
SELECT 4, 'Returned', 'relative', -returned FROM totals
UNION ALL
SELECT 5, 'Net revenue', 'total', net_revenue FROM totals
UNION ALL
SELECT 6, 'Cost', 'relative', -cost FROM totals
UNION ALL
SELECT 7, 'Profit', 'total', profit FROM totals
ORDER BY step_order;
