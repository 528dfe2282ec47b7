-- A customer orders two things, now: the statements of the button "Place an order".
BEGIN TRANSACTION;

INSERT INTO ECOMMERCE_DB.RAW_DATA.ORDERS (
    order_id, customer_id, order_date, order_status, payment_method, payment_status, shipping_country, shipping_city,
    shipping_cost, total_amount, created_at, updated_at
)
SELECT
    (SELECT MAX(order_id) + 1 FROM ECOMMERCE_DB.RAW_DATA.ORDERS),
    c.customer_id,
    SYSDATE(),
    'PENDING',
    'CREDIT_CARD',
    'PENDING',
    c.country,
    c.city,
    4.99,
    (SELECT SUM(unit_price) FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS WHERE product_id IN (1, 2)) + 4.99,
    SYSDATE(),
    SYSDATE()
FROM ECOMMERCE_DB.RAW_DATA.CUSTOMERS c
ORDER BY c.customer_id
LIMIT 1;

INSERT INTO ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS (
    order_item_id, order_id, product_id, quantity, unit_price, unit_cost, discount_percent, line_total, created_at
)
SELECT
    (SELECT MAX(order_item_id) FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS) + ROW_NUMBER() OVER (ORDER BY p.product_id),
    (SELECT MAX(order_id) FROM ECOMMERCE_DB.RAW_DATA.ORDERS),
    p.product_id,
    1,
    p.unit_price,
    p.unit_cost,
    0,
    p.unit_price,
    SYSDATE()
FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS p
WHERE p.product_id IN (1, 2);

COMMIT;
