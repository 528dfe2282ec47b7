-- Where do the customers live, and which country grows? Net revenue of the period per country (ISO alpha-3), by the
-- place where the customer lived when ordering, beside the period before.
WITH markets AS (
    SELECT
        country,
        country_code,
        COUNT(DISTINCT IFF(order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())), customer_id, NULL)) AS customers,
        COUNT(DISTINCT IFF(order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())), order_id, NULL)) AS orders,
        SUM(IFF(order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())), net_amount, 0)) AS net_revenue,
        SUM(IFF(order_date < DATEADD(day, -%(days)s, SYSDATE()), net_amount, 0)) AS net_revenue_before,
        ROUND(100 * RATIO_TO_REPORT(SUM(IFF(order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())), net_amount, 0))) OVER (), 1) AS share_percent,
        ROUND(SUM(IFF(order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())), net_amount, 0))
            / NULLIF(COUNT(DISTINCT IFF(order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())), order_id, NULL)), 0), 2) AS average_order
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND country IS NOT NULL
        AND order_date >= DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE()))
        AND (order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())) OR order_date < DATEADD(day, -%(days)s, SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY country, country_code
)
SELECT *, ROUND(100 * (net_revenue / NULLIF(net_revenue_before, 0) - 1), 1) AS change_percent
FROM markets
ORDER BY net_revenue DESC, country;
