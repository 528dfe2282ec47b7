-- Do cheap things sell more? Mean price paid against units of the period, one row per product; the 300 with most units.
SELECT
    product_id,
    MAX(product_name) AS product_name,
    MAX(category) AS category,
    ROUND(SUM(net_amount) / NULLIF(SUM(quantity), 0), 2) AS mean_price,
    SUM(quantity) AS units,
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
ORDER BY units DESC, product_id
LIMIT 300;
