-- How much of the revenue stays? Revenue, cost and profit per day or week of the period, with the margin.
SELECT
    DATE_TRUNC(%(grain)s, sale_date) AS bucket,
    SUM(net_amount) AS net_revenue,
    SUM(cost_amount) AS cost,
    SUM(profit_amount) AS profit,
    ROUND(100 * SUM(profit_amount) / NULLIF(SUM(net_amount), 0), 1) AS margin_percent
FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
WHERE stands
    AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
    AND (%(every_country)s OR country IN (%(countries)s))
    AND (%(every_segment)s OR customer_segment IN (%(segments)s))
    AND (%(every_category)s OR category IN (%(categories)s))
GROUP BY DATE_TRUNC(%(grain)s, sale_date)
ORDER BY bucket;
