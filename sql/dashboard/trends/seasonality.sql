-- Which months are strong? Net revenue per month and year, whole history; the first and the present month may be cut.
SELECT
    YEAR(sale_date) AS year,
    MONTH(sale_date) AS month,
    SUM(net_amount) AS net_revenue,
    COUNT(DISTINCT order_id) AS orders
FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
WHERE stands
    AND (%(every_country)s OR country IN (%(countries)s))
    AND (%(every_segment)s OR customer_segment IN (%(segments)s))
    AND (%(every_category)s OR category IN (%(categories)s))
GROUP BY YEAR(sale_date), MONTH(sale_date)
ORDER BY year, month;
