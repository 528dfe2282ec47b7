-- Where is the market? One row: countries and cities with an order in the period, the strongest country and its share,
-- and what orders from elsewhere are worth.
WITH sales AS (
    SELECT
        country,
        city,
        SUM(IFF(order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())), net_amount, 0)) AS net_revenue,
        SUM(IFF(order_date < DATEADD(day, -%(days)s, SYSDATE()), net_amount, 0)) AS net_revenue_before
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND country IS NOT NULL
        AND order_date >= DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE()))
        AND (order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())) OR order_date < DATEADD(day, -%(days)s, SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY country, city
),
countries AS (
    SELECT country, SUM(net_revenue) AS net_revenue, SUM(net_revenue_before) AS net_revenue_before
    FROM sales
    GROUP BY country
),
numbers AS (
    SELECT
        (SELECT COUNT(*) FROM countries WHERE net_revenue > 0) AS countries,
        (SELECT COUNT(*) FROM countries WHERE net_revenue_before > 0) AS countries_before,
        (SELECT COUNT(*) FROM sales WHERE net_revenue > 0) AS cities,
        (SELECT COUNT(*) FROM sales WHERE net_revenue_before > 0) AS cities_before,
        (SELECT country FROM countries ORDER BY net_revenue DESC, country LIMIT 1) AS top_country,
        ROUND(100 * MAX(net_revenue) / NULLIF(SUM(net_revenue), 0), 1) AS top_share_percent,
        COALESCE(SUM(net_revenue), 0) - COALESCE(MAX(net_revenue), 0) AS elsewhere_revenue,
        COALESCE(SUM(net_revenue_before), 0) - COALESCE(MAX_BY(net_revenue_before, net_revenue), 0)
            AS elsewhere_revenue_before
    FROM countries
)
SELECT
    *,
    NULLIF(countries - NULLIF(countries_before, 0), 0) AS countries_change,
    NULLIF(cities - NULLIF(cities_before, 0), 0) AS cities_change,
    ROUND(100 * (elsewhere_revenue / NULLIF(elsewhere_revenue_before, 0) - 1), 1) AS elsewhere_revenue_change_percent
FROM numbers;
