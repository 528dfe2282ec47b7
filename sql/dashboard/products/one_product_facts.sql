-- What is there to know about one product? One row per version of DIM_PRODUCT (SCD type 2): price, cost, the sales made
-- at them, and those of all versions.
SELECT
    p.product_key,
    p.product_name,
    p.category,
    p.brand,
    p.unit_price,
    p.unit_cost,
    ROUND(100 * (p.unit_price - p.unit_cost) / NULLIF(p.unit_price, 0), 1) AS list_margin_percent,
    p.effective_date,
    p.end_date,
    p.is_current,
    COALESCE(SUM(IFF(f.order_status NOT IN ('CANCELLED', 'RETURNED'), f.quantity, 0)), 0) AS units,
    COALESCE(SUM(IFF(f.order_status NOT IN ('CANCELLED', 'RETURNED'), f.net_amount, 0)), 0) AS net_revenue,
    SUM(COALESCE(SUM(IFF(f.order_status NOT IN ('CANCELLED', 'RETURNED'), f.quantity, 0)), 0)) OVER () AS units_ever,
    SUM(COALESCE(SUM(IFF(f.order_status NOT IN ('CANCELLED', 'RETURNED'), f.net_amount, 0)), 0)) OVER () AS net_revenue_ever
FROM ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT p
LEFT JOIN ECOMMERCE_DB.ANALYTICS.FACT_SALES f
    ON f.product_key = p.product_key
WHERE p.product_id = %(product_id)s
GROUP BY p.product_key, p.product_name, p.category, p.brand, p.unit_price, p.unit_cost, p.effective_date, p.end_date,
    p.is_current
ORDER BY p.effective_date;
