-- What fills the till? Revenue per category and product of the period, with the margin; the 80 largest products.
SELECT
    category,
    product_id,
    product_name,
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
GROUP BY category, product_id, product_name
ORDER BY net_revenue DESC, product_id
LIMIT 80;
