-- Which products earn most? The fifteen with the highest profit in the period.
SELECT
    product_id,
    MAX(product_name) AS product_name,
    MAX(category) AS category,
    COUNT(DISTINCT order_id) AS orders,
    SUM(quantity) AS units,
    SUM(net_amount) AS net_revenue,
    SUM(profit_amount) AS profit,
    ROUND(100 * SUM(profit_amount) / NULLIF(SUM(net_amount), 0), 1) AS margin_percent
FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
WHERE stands
    AND category IS NOT NULL
    AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
    AND (%(every_country)s OR country IN (%(countries)s))
    AND (%(every_segment)s OR customer_segment IN (%(segments)s))
    AND (%(every_category)s OR category IN (%(categories)s))
GROUP BY product_id
ORDER BY profit DESC, product_id
LIMIT 15;
