-- What is to come? Daily net revenue of the last 56 days and a forecast for 28, with the band that four days in five
-- should fall into. The model is plain enough to check by hand: a straight line through the last 182 complete days,
-- after each weekday's habit has been divided out; the band is 1.28 standard deviations of what the line missed.
WITH sales AS (
    SELECT sale_date, SUM(net_amount) AS net_revenue
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND order_date >= DATEADD(day, -182, TO_DATE(SYSDATE()))
        AND order_date < TO_DATE(SYSDATE())
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY sale_date
),
days AS (
    SELECT
        d.full_date,
        d.day_of_week,
        DATEDIFF(day, TO_DATE(SYSDATE()), d.full_date) AS x,
        IFF(d.full_date < TO_DATE(SYSDATE()), COALESCE(s.net_revenue, 0), NULL)::FLOAT AS y
    FROM ECOMMERCE_DB.ANALYTICS.DIM_DATE d
    LEFT JOIN sales s
        ON s.sale_date = d.full_date
    WHERE d.full_date BETWEEN DATEADD(day, -182, TO_DATE(SYSDATE())) AND DATEADD(day, 27, TO_DATE(SYSDATE()))
),
habits AS (
    SELECT day_of_week, AVG(y) / NULLIF((SELECT AVG(y) FROM days), 0) AS habit
    FROM days
    GROUP BY day_of_week
),
line AS (
    SELECT REGR_SLOPE(d.y / NULLIF(h.habit, 0), d.x) AS slope, REGR_INTERCEPT(d.y / NULLIF(h.habit, 0), d.x) AS level
    FROM days d
    JOIN habits h
        ON h.day_of_week = d.day_of_week
    WHERE d.y IS NOT NULL
),
fitted AS (
    SELECT d.full_date, d.x, d.y, (l.level + l.slope * d.x) * h.habit AS expected
    FROM days d
    JOIN habits h
        ON h.day_of_week = d.day_of_week
    CROSS JOIN line l
),
spread AS (
    SELECT STDDEV(y - expected) AS deviation
    FROM fitted
    WHERE y IS NOT NULL
)
SELECT
    f.full_date,
    ROUND(f.y, 2) AS net_revenue,
    IFF(f.x >= 0, ROUND(GREATEST(0, f.expected), 2), NULL) AS forecast,
    IFF(f.x >= 0, ROUND(GREATEST(0, f.expected - 1.28 * s.deviation), 2), NULL) AS forecast_low,
    IFF(f.x >= 0, ROUND(GREATEST(0, f.expected + 1.28 * s.deviation), 2), NULL) AS forecast_high
FROM fitted f
CROSS JOIN spread s
WHERE f.x >= -56
ORDER BY f.full_date;
