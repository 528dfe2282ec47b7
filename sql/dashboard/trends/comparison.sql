-- Are we ahead of the period before? Net revenue added up day by day, in this period and in the one before it.
WITH sales AS (
    SELECT sale_date, SUM(net_amount) AS net_revenue
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND order_date >= DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY sale_date
),
days AS (
    SELECT
        d.full_date,
        DATEDIFF(day, DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE())), d.full_date) AS day_number,
        COALESCE(s.net_revenue, 0) AS net_revenue
    FROM ECOMMERCE_DB.ANALYTICS.DIM_DATE d
    LEFT JOIN sales s
        ON s.sale_date = d.full_date
    WHERE d.full_date BETWEEN DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE())) AND TO_DATE(SYSDATE())
)
SELECT
    IFF(day_number < %(days)s, 'BEFORE', 'NOW') AS span,
    MOD(day_number, %(days)s) + 1 AS day_of_period,
    full_date,
    net_revenue,
    SUM(net_revenue) OVER (PARTITION BY IFF(day_number < %(days)s, 'BEFORE', 'NOW') ORDER BY full_date
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached
FROM days
ORDER BY span, day_of_period;
