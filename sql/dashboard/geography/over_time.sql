-- Which markets grow? Net revenue per month of the last year for the five strongest countries of that year.
WITH sales AS (
    SELECT country, DATE_TRUNC('MONTH', sale_date) AS month, net_amount
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND country IS NOT NULL
        AND sale_date >= DATEADD(month, -12, DATE_TRUNC('MONTH', TO_DATE(SYSDATE())))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
),
strongest AS (
    SELECT country
    FROM sales
    GROUP BY country
    ORDER BY SUM(net_amount) DESC, country
    LIMIT 5
)
SELECT s.month, s.country, SUM(s.net_amount) AS net_revenue
FROM sales s
JOIN strongest t
    ON t.country = s.country
GROUP BY s.month, s.country
ORDER BY s.month, s.country;
