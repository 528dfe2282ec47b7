-- Business case 2: what runs out, and what must be ordered? Active products at or below their reorder point, or lasting
-- less than 14 days at the rate of the last 30; most urgent first. order_quantity covers 14 days of delivery and is
-- never less than the usual order. The 50 most urgent are returned; alerts, urgent (gone within a week) and their costs
-- are of all.
WITH demand AS (
    SELECT product_id, ROUND(SUM(-quantity) / 30, 2) AS units_per_day
    FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS
    WHERE movement_type = 'SALE' AND movement_date >= DATEADD(day, -30, SYSDATE())
    GROUP BY product_id
),
alerts AS (
    SELECT
        s.product_id,
        s.product_name,
        s.category,
        s.current_stock,
        s.reorder_point,
        s.stock_status,
        COALESCE(d.units_per_day, 0) AS units_per_day,
        ROUND(s.current_stock / NULLIF(d.units_per_day, 0), 1) AS days_until_stock_out,
        TO_DATE(DATEADD(day, FLOOR(s.current_stock / NULLIF(d.units_per_day, 0)), SYSDATE())) AS stock_out_date,
        GREATEST(s.reorder_quantity, CEIL(14 * COALESCE(d.units_per_day, 0)) - s.current_stock) AS order_quantity,
        ROUND(GREATEST(s.reorder_quantity, CEIL(14 * COALESCE(d.units_per_day, 0)) - s.current_stock) * p.unit_cost, 2)
            AS order_cost
    FROM ECOMMERCE_DB.STAGING.CURRENT_INVENTORY s
    JOIN ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT p
        ON p.product_id = s.product_id
        AND p.is_current
    LEFT JOIN demand d
        ON d.product_id = s.product_id
    WHERE s.is_active
        AND (%(every_category)s OR s.category IN (%(categories)s))
        AND (s.stock_status = 'LOW' OR s.current_stock < 14 * COALESCE(d.units_per_day, 0))
)
SELECT
    *,
    COUNT(*) OVER () AS alerts,
    SUM(order_cost) OVER () AS all_order_cost,
    SUM(IFF(days_until_stock_out < 7, 1, 0)) OVER () AS urgent,
    SUM(IFF(days_until_stock_out < 7, 1, 0)) OVER () - IFF(days_until_stock_out < 7, 1, 0) AS other_urgent,
    SUM(IFF(days_until_stock_out < 7, order_cost, 0)) OVER () - IFF(days_until_stock_out < 7, order_cost, 0)
        AS other_urgent_cost
FROM alerts
ORDER BY days_until_stock_out NULLS LAST, current_stock, product_id
LIMIT 50;
