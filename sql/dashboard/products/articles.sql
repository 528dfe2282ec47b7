-- Which products can be looked at closely? Those of the chosen categories, best sellers of all time first, at most 500.
SELECT p.product_id, p.product_name, p.category, COALESCE(SUM(f.net_amount), 0) AS net_revenue
FROM ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT p
LEFT JOIN ECOMMERCE_DB.ANALYTICS.FACT_SALES f
    ON f.product_id = p.product_id
WHERE p.is_current
    AND (%(every_category)s OR p.category IN (%(categories)s))
GROUP BY p.product_id, p.product_name, p.category
ORDER BY net_revenue DESC, p.product_id
LIMIT 500;
