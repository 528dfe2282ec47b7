-- Which cities? Net revenue of the period per city, the fifteen largest; of one country when one is chosen.
SELECT
    city,
    country,
    COUNT(DISTINCT customer_id) AS customers,
    COUNT(DISTINCT order_id) AS orders,
    SUM(net_amount) AS net_revenue
FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
WHERE stands
    AND city IS NOT NULL
    AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
    AND (%(every_place)s OR country = %(place)s)
    AND (%(every_country)s OR country IN (%(countries)s))
    AND (%(every_segment)s OR customer_segment IN (%(segments)s))
    AND (%(every_category)s OR category IN (%(categories)s))
GROUP BY city, country
ORDER BY net_revenue DESC, city, country
LIMIT 15;
