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
    SELECT country, ROW_NUMBER() OVER (ORDER BY SUM(net_amount) DESC, country) AS market_rank
    FROM sales
    GROUP BY country
    QUALIFY market_rank <= 5
)
SELECT t.market_rank, s.country, s.month, SUM(s.net_amount) AS net_revenue
FROM sales s
JOIN strongest t
    ON t.country = s.country
GROUP BY t.market_rank, s.country, s.month
ORDER BY t.market_rank, s.month;
