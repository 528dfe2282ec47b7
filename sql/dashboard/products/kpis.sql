-- What is sold? One row: units, products that sold, margin, and the share of units that came back, beside the period
-- before.
WITH sales AS (
    SELECT
        product_id,
        quantity,
        stands,
        order_status,
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
        COALESCE(SUM(IFF(stands AND is_now, quantity, 0)), 0) AS units,
        COALESCE(SUM(IFF(stands AND is_before, quantity, 0)), 0) AS units_before,
        COUNT(DISTINCT IFF(stands AND is_now, product_id, NULL)) AS products_sold,
        COUNT(DISTINCT IFF(stands AND is_before, product_id, NULL)) AS products_sold_before,
        (SELECT COUNT(*) FROM ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT
            WHERE is_current AND is_active AND (%(every_category)s OR category IN (%(categories)s))) AS products_active,
        COALESCE(SUM(IFF(stands AND is_now, profit_amount, 0)), 0) AS profit,
        COALESCE(SUM(IFF(stands AND is_before, profit_amount, 0)), 0) AS profit_before,
        ROUND(100 * SUM(IFF(stands AND is_now, profit_amount, 0))
            / NULLIF(SUM(IFF(stands AND is_now, net_amount, 0)), 0), 1) AS margin_percent,
        ROUND(100 * SUM(IFF(stands AND is_before, profit_amount, 0))
            / NULLIF(SUM(IFF(stands AND is_before, net_amount, 0)), 0), 1) AS margin_percent_before,
        ROUND(100 * SUM(IFF(order_status = 'RETURNED' AND is_now, quantity, 0))
            / NULLIF(SUM(IFF(order_status <> 'CANCELLED' AND is_now, quantity, 0)), 0), 1) AS return_percent,
        ROUND(100 * SUM(IFF(order_status = 'RETURNED' AND is_before, quantity, 0))
            / NULLIF(SUM(IFF(order_status <> 'CANCELLED' AND is_before, quantity, 0)), 0), 1) AS return_percent_before
    FROM sales
)
SELECT
    *,
    ROUND(100 * (units / NULLIF(units_before, 0) - 1), 1) AS units_change_percent,
    ROUND(100 * (products_sold / NULLIF(products_sold_before, 0) - 1), 1) AS products_sold_change_percent,
    ROUND(100 * (profit - profit_before) / NULLIF(ABS(profit_before), 0), 1) AS profit_change_percent,
    margin_percent - margin_percent_before AS margin_change_points,
    return_percent - return_percent_before AS return_change_points
FROM numbers;
