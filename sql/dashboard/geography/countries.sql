-- Where do the customers live, and which country grows? Net revenue of the period per country (ISO alpha-3), by the
-- place where the customer lived when ordering, beside the period before.
WITH sales AS (
    SELECT
        country,
        country_code,
        customer_id,
        order_id,
        net_amount,
        order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())) AS is_now
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND country IS NOT NULL
        AND order_date >= DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE()))
        AND (order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())) OR order_date < DATEADD(day, -%(days)s, SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
),
markets AS (
    SELECT
        country,
        country_code,
        COUNT(DISTINCT IFF(is_now, customer_id, NULL)) AS customers,
        COUNT(DISTINCT IFF(is_now, order_id, NULL)) AS orders,
        SUM(IFF(is_now, net_amount, 0)) AS net_revenue,
        SUM(IFF(is_now, 0, net_amount)) AS net_revenue_before
    FROM sales
    GROUP BY country, country_code
)
SELECT
    *,
    ROUND(100 * RATIO_TO_REPORT(net_revenue) OVER (), 1) AS share_percent,
    ROUND(net_revenue / NULLIF(orders, 0), 2) AS average_order,
    ROUND(100 * (net_revenue / NULLIF(net_revenue_before, 0) - 1), 1) AS change_percent
FROM markets
ORDER BY net_revenue DESC, country;
