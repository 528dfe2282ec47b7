-- How fresh are the numbers? The last change of the facts and the instants the dynamic tables stand for, UTC.
SELECT
    (SELECT MAX(updated_at) FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES) AS facts_at,
    (SELECT MAX(order_date) FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES) AS newest_order_at,
    SYSDATE() AS asked_at;
