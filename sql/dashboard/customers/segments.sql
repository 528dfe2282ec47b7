-- Business case 1: which segment carries the business, and what is one of its customers worth? Completed orders of the
-- period, by the segment the customer was in when ordering; times_the_next compares with the next segment.
WITH segments AS (
    SELECT
        COALESCE(customer_segment, 'UNKNOWN') AS customer_segment,
        COUNT(DISTINCT customer_id) AS customers,
        ROUND(100 * RATIO_TO_REPORT(COUNT(DISTINCT customer_id)) OVER (), 1) AS customers_percent,
        COUNT(DISTINCT order_id) AS orders,
        SUM(net_amount) AS completed_revenue,
        ROUND(100 * RATIO_TO_REPORT(SUM(net_amount)) OVER (), 1) AS share_percent,
        ROUND(SUM(net_amount) / COUNT(DISTINCT customer_id), 2) AS revenue_per_customer,
        ROUND(SUM(net_amount) / COUNT(DISTINCT order_id), 2) AS average_order,
        ROUND(COUNT(DISTINCT order_id) / COUNT(DISTINCT customer_id), 1) AS orders_per_customer,
        ROUND(100 * SUM(profit_amount) / NULLIF(SUM(net_amount), 0), 1) AS margin_percent
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE order_status = 'COMPLETED'
        AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY COALESCE(customer_segment, 'UNKNOWN')
)
SELECT
    *,
    SUM(customers) OVER () AS all_customers,
    ROUND(revenue_per_customer / NULLIF(LEAD(revenue_per_customer) OVER (ORDER BY completed_revenue DESC), 0), 1)
        AS times_the_next,
    share_percent > 1.3 * customers_percent AS is_concentrated
FROM segments
ORDER BY completed_revenue DESC;
