-- How is the shop doing? One row: the last 30 days beside the 30 days before, and the state of stock and data.
-- Net revenue counts orders that stand (neither CANCELLED nor RETURNED). NULL where there is nothing to divide by.
WITH sales AS (
    SELECT
        order_id,
        customer_id,
        net_amount,
        profit_amount,
        order_status NOT IN ('CANCELLED', 'RETURNED') AS stands,
        order_status = 'RETURNED' AS is_returned,
        order_date >= DATEADD(day, -30, SYSDATE()) AS is_recent
    FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES
    WHERE order_date >= DATEADD(day, -60, SYSDATE())
),
totals AS (
    SELECT
        COALESCE(SUM(IFF(is_recent AND stands, net_amount, 0)), 0) AS net_revenue,
        COALESCE(SUM(IFF(NOT is_recent AND stands, net_amount, 0)), 0) AS net_revenue_before,
        COUNT(DISTINCT IFF(is_recent, order_id, NULL)) AS orders,
        COUNT(DISTINCT IFF(NOT is_recent, order_id, NULL)) AS orders_before,
        COUNT(DISTINCT IFF(is_recent AND stands, order_id, NULL)) AS standing_orders,
        COUNT(DISTINCT IFF(NOT is_recent AND stands, order_id, NULL)) AS standing_orders_before,
        COUNT(DISTINCT IFF(is_recent, customer_id, NULL)) AS active_customers,
        COUNT(DISTINCT IFF(NOT is_recent, customer_id, NULL)) AS active_customers_before,
        COALESCE(SUM(IFF(is_recent AND stands, profit_amount, 0)), 0) AS gross_profit,
        COALESCE(SUM(IFF(NOT is_recent AND stands, profit_amount, 0)), 0) AS gross_profit_before,
        COUNT(DISTINCT IFF(is_recent AND is_returned, order_id, NULL)) AS returned_orders
    FROM sales
)
SELECT
    net_revenue,
    net_revenue_before,
    orders,
    orders_before,
    ROUND(net_revenue / NULLIF(standing_orders, 0), 2) AS avg_order_value,
    ROUND(net_revenue_before / NULLIF(standing_orders_before, 0), 2) AS avg_order_value_before,
    active_customers,
    active_customers_before,
    ROUND(100 * gross_profit / NULLIF(net_revenue, 0), 1) AS margin_percent,
    ROUND(100 * gross_profit_before / NULLIF(net_revenue_before, 0), 1) AS margin_percent_before,
    ROUND(100 * returned_orders / NULLIF(orders, 0), 1) AS return_rate_percent,
    (SELECT COUNT(*) FROM ECOMMERCE_DB.STAGING.CURRENT_INVENTORY WHERE stock_status = 'LOW' AND is_active) AS products_low,
    (SELECT MAX(updated_at) FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES) AS facts_updated_at
FROM totals;
