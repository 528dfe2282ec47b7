-- Does the money arrive? One row for the period and the one before. Success: PAID or REFUNDED (it had been paid), of
-- the payments that are decided, i.e. not PENDING. Amounts are of the items, without shipping.
WITH orders AS (
    SELECT
        order_id,
        order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())) AS is_now,
        order_date >= DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE())) AND order_date < DATEADD(day, -%(days)s, SYSDATE()) AS is_before,
        payment_status,
        order_status,
        SUM(net_amount) AS amount
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE order_date >= DATEADD(day, 1 - 2 * %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY order_id, order_date, payment_status, order_status
),
numbers AS (
    SELECT
        COALESCE(SUM(IFF(is_now AND payment_status = 'PAID', amount, 0)), 0) AS captured,
        COALESCE(SUM(IFF(is_before AND payment_status = 'PAID', amount, 0)), 0) AS captured_before,
        ROUND(100 * SUM(IFF(is_now AND payment_status IN ('PAID', 'REFUNDED'), 1, 0))
            / NULLIF(SUM(IFF(is_now AND payment_status <> 'PENDING', 1, 0)), 0), 1) AS success_percent,
        ROUND(100 * SUM(IFF(is_before AND payment_status IN ('PAID', 'REFUNDED'), 1, 0))
            / NULLIF(SUM(IFF(is_before AND payment_status <> 'PENDING', 1, 0)), 0), 1) AS success_percent_before,
        ROUND(100 * SUM(IFF(is_now AND order_status = 'CANCELLED', 1, 0)) / NULLIF(SUM(IFF(is_now, 1, 0)), 0), 1)
            AS cancelled_percent,
        ROUND(100 * SUM(IFF(is_before AND order_status = 'CANCELLED', 1, 0)) / NULLIF(SUM(IFF(is_before, 1, 0)), 0), 1)
            AS cancelled_percent_before,
        COALESCE(SUM(IFF(is_now AND payment_status = 'REFUNDED', amount, 0)), 0) AS refunded,
        COALESCE(SUM(IFF(is_before AND payment_status = 'REFUNDED', amount, 0)), 0) AS refunded_before,
        COALESCE(SUM(IFF(is_now AND payment_status = 'PENDING', amount, 0)), 0) AS pending
    FROM orders
)
SELECT
    *,
    ROUND(100 * (captured / NULLIF(captured_before, 0) - 1), 1) AS captured_change_percent,
    success_percent - success_percent_before AS success_change_points,
    cancelled_percent - cancelled_percent_before AS cancelled_change_points,
    ROUND(100 * (refunded / NULLIF(refunded_before, 0) - 1), 1) AS refunded_change_percent
FROM numbers;
