-- Has anything changed since the page was drawn? One row that is different when something has: today's date and the
-- last change of each table behind the charts. Nothing is scanned, so it may be asked every few seconds.
SELECT
    TO_DATE(SYSDATE()) AS today,
    SYSTEM$LAST_CHANGE_COMMIT_TIME('ECOMMERCE_DB.ANALYTICS.FACT_SALES') AS facts,
    SYSTEM$LAST_CHANGE_COMMIT_TIME('ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER') AS customers,
    SYSTEM$LAST_CHANGE_COMMIT_TIME('ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT') AS products,
    SYSTEM$LAST_CHANGE_COMMIT_TIME('ECOMMERCE_DB.ANALYTICS.STOCK_ALERTS') AS alerts,
    SYSTEM$LAST_CHANGE_COMMIT_TIME('ECOMMERCE_DB.STAGING.ENRICHED_ORDERS') AS enriched_orders,
    SYSTEM$LAST_CHANGE_COMMIT_TIME('ECOMMERCE_DB.STAGING.CURRENT_INVENTORY') AS current_inventory;
