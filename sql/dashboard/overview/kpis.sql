-- How is the shop doing? One row: today beside yesterday until this hour, and the period beside the one before it.
-- Net revenue counts orders that stand (neither CANCELLED nor RETURNED). NULL where there is nothing to divide by.
WITH sales AS (
    SELECT
        order_id,
        customer_id,
        order_date,
        stands,
        net_amount,
        profit_amount,
        order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())) AS is_now,
        order_date >= DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE())) AND order_date < DATEADD(day, -%(days)s, SYSDATE()) AS is_before
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE order_date >= DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
),
numbers AS (
    SELECT
        COALESCE(SUM(IFF(stands AND order_date >= TO_DATE(SYSDATE()), net_amount, 0)), 0) AS today_revenue,
        COALESCE(SUM(IFF(
            stands AND order_date >= DATEADD(day, -1, TO_DATE(SYSDATE())) AND order_date < DATEADD(day, -1, SYSDATE()), net_amount, 0
        )), 0) AS yesterday_revenue,
        COALESCE(SUM(IFF(stands AND is_now, net_amount, 0)), 0) AS net_revenue,
        COALESCE(SUM(IFF(stands AND is_before, net_amount, 0)), 0) AS net_revenue_before,
        COUNT(DISTINCT IFF(is_now, order_id, NULL)) AS orders,
        COUNT(DISTINCT IFF(is_before, order_id, NULL)) AS orders_before,
        ROUND(SUM(IFF(stands AND is_now, net_amount, 0))
            / NULLIF(COUNT(DISTINCT IFF(stands AND is_now, order_id, NULL)), 0), 2) AS average_order,
        ROUND(SUM(IFF(stands AND is_before, net_amount, 0))
            / NULLIF(COUNT(DISTINCT IFF(stands AND is_before, order_id, NULL)), 0), 2) AS average_order_before,
        ROUND(100 * SUM(IFF(stands AND is_now, profit_amount, 0))
            / NULLIF(SUM(IFF(stands AND is_now, net_amount, 0)), 0), 1) AS margin_percent,
        ROUND(100 * SUM(IFF(stands AND is_before, profit_amount, 0))
            / NULLIF(SUM(IFF(stands AND is_before, net_amount, 0)), 0), 1) AS margin_percent_before,
        COUNT(DISTINCT IFF(is_now, customer_id, NULL)) AS customers,
        COUNT(DISTINCT IFF(is_before, customer_id, NULL)) AS customers_before
    FROM sales
)
SELECT
    *,
    ROUND(100 * (today_revenue / NULLIF(yesterday_revenue, 0) - 1), 1) AS today_revenue_change_percent,
    ROUND(100 * (net_revenue / NULLIF(net_revenue_before, 0) - 1), 1) AS net_revenue_change_percent,
    ROUND(100 * (orders / NULLIF(orders_before, 0) - 1), 1) AS orders_change_percent,
    ROUND(100 * (average_order / NULLIF(average_order_before, 0) - 1), 1) AS average_order_change_percent,
    margin_percent - margin_percent_before AS margin_change_points,
    ROUND(100 * (customers / NULLIF(customers_before, 0) - 1), 1) AS customers_change_percent
FROM numbers;
