-- 04_star_schema.sql · dimensions, facts and the definitions they follow
--
--   DIM_CUSTOMER ─┐
--   DIM_PRODUCT ──┼── FACT_SALES ──> DAILY_SALES_SUMMARY
--   DIM_DATE ─────┘
--
-- Slowly changing dimensions, type 2
--   A customer or product has one row (version) per state it was in: valid from effective_date (inclusive) to
--   end_date (exclusive, NULL while current). Versions of one business key follow each other without gap or
--   overlap. Facts point at the version that was valid when the order was placed, so a customer who becomes
--   PREMIUM today does not turn last year's sales into premium sales.
--
-- Words for money, used with the same meaning everywhere
--   gross_amount       quantity * unit_price
--   net_amount         what the customer pays for the line (after discount, without shipping)
--   net revenue        net_amount of orders that stand, i.e. neither CANCELLED nor RETURNED
--   completed revenue  net_amount of COMPLETED orders only
--
-- Views hold definitions so that no formula is written twice:
--   CUSTOMER_VERSIONS, PRODUCT_VERSIONS  which version an order points at; the task LOAD_FACT_SALES asks them
--   DAILY_SALES   what DAILY_SALES_SUMMARY must contain; the task UPDATE_DAILY_SUMMARY copies the days that changed
--   SALES_DETAIL  FACT_SALES with the words of its dimensions beside the numbers; what reports and the dashboard read
--
-- Needs: 03_raw_tables.sql.
-- Run again: safe. Tables keep their rows, views are replaced, DIM_DATE is filled only when it is empty.

USE WAREHOUSE DE_PROJECT_WH;
USE SCHEMA ECOMMERCE_DB.ANALYTICS;

-- Surrogate keys. Sequences promise unique numbers, not numbers without gaps.
CREATE SEQUENCE IF NOT EXISTS SEQ_CUSTOMER_KEY START = 1 INCREMENT = 1 COMMENT = 'Keys of DIM_CUSTOMER';

CREATE SEQUENCE IF NOT EXISTS SEQ_PRODUCT_KEY START = 1 INCREMENT = 1 COMMENT = 'Keys of DIM_PRODUCT';

CREATE TABLE IF NOT EXISTS DIM_CUSTOMER (
    customer_key       INTEGER       NOT NULL DEFAULT ECOMMERCE_DB.ANALYTICS.SEQ_CUSTOMER_KEY.NEXTVAL COMMENT 'Surrogate key of one version',
    customer_id        INTEGER       NOT NULL COMMENT 'Business key',
    first_name         VARCHAR(50),
    last_name          VARCHAR(50),
    email              VARCHAR(120),
    phone              VARCHAR(30),
    city               VARCHAR(80),
    country            VARCHAR(60),
    country_code       VARCHAR(3),
    customer_segment   VARCHAR(20),
    registration_date  DATE,
    effective_date     TIMESTAMP_NTZ NOT NULL COMMENT 'Valid from, inclusive',
    end_date           TIMESTAMP_NTZ COMMENT 'Valid to, exclusive; NULL while current',
    is_current         BOOLEAN       NOT NULL,
    CONSTRAINT pk_dim_customer PRIMARY KEY (customer_key)
)
CHANGE_TRACKING = TRUE
COMMENT = 'Customers with their history (SCD type 2): one row per version';

CREATE TABLE IF NOT EXISTS DIM_PRODUCT (
    product_key        INTEGER       NOT NULL DEFAULT ECOMMERCE_DB.ANALYTICS.SEQ_PRODUCT_KEY.NEXTVAL COMMENT 'Surrogate key of one version',
    product_id         INTEGER       NOT NULL COMMENT 'Business key',
    product_name       VARCHAR(120),
    category           VARCHAR(50),
    brand              VARCHAR(60),
    unit_price         NUMBER(10,2),
    unit_cost          NUMBER(10,2),
    reorder_point      INTEGER,
    reorder_quantity   INTEGER,
    is_active          BOOLEAN,
    effective_date     TIMESTAMP_NTZ NOT NULL COMMENT 'Valid from, inclusive',
    end_date           TIMESTAMP_NTZ COMMENT 'Valid to, exclusive; NULL while current',
    is_current         BOOLEAN       NOT NULL,
    CONSTRAINT pk_dim_product PRIMARY KEY (product_key)
)
CHANGE_TRACKING = TRUE
COMMENT = 'Products with their history (SCD type 2): one row per version';

CREATE TABLE IF NOT EXISTS DIM_DATE (
    date_key           INTEGER       NOT NULL COMMENT 'yyyymmdd',
    full_date          DATE          NOT NULL,
    day_of_week        INTEGER       NOT NULL COMMENT '1 = Monday … 7 = Sunday (ISO)',
    day_name           VARCHAR(3)    NOT NULL,
    day_of_month       INTEGER       NOT NULL,
    day_of_year        INTEGER       NOT NULL,
    week_of_year       INTEGER       NOT NULL COMMENT 'ISO week',
    month              INTEGER       NOT NULL,
    month_name         VARCHAR(3)    NOT NULL,
    quarter            INTEGER       NOT NULL,
    year               INTEGER       NOT NULL,
    is_weekend         BOOLEAN       NOT NULL,
    is_holiday         BOOLEAN       NOT NULL COMMENT 'New Year, Independence Day, Labor Day, Thanksgiving, Christmas (US)',
    CONSTRAINT pk_dim_date PRIMARY KEY (date_key)
)
COMMENT = 'One row per day: 1,095 days, from 740 days before the first deployment to 354 days after it';

CREATE TABLE IF NOT EXISTS FACT_SALES (
    order_item_id      INTEGER       NOT NULL COMMENT 'The grain: one row per order item',
    order_id           INTEGER       NOT NULL,
    date_key           INTEGER       NOT NULL COMMENT 'Day of the order',
    customer_key       INTEGER       COMMENT 'Version valid at order_date; NULL until the dimension knows the customer',
    product_key        INTEGER       COMMENT 'Version valid at order_date; NULL until the dimension knows the product',
    customer_id        INTEGER       NOT NULL,
    product_id         INTEGER       NOT NULL,
    order_date         TIMESTAMP_NTZ NOT NULL,
    order_status       VARCHAR(20),
    payment_method     VARCHAR(30),
    payment_status     VARCHAR(20),
    quantity           INTEGER,
    unit_price         NUMBER(10,2),
    unit_cost          NUMBER(10,2),
    discount_percent   NUMBER(5,2),
    gross_amount       NUMBER(12,2)  COMMENT 'quantity * unit_price',
    discount_amount    NUMBER(12,2)  COMMENT 'gross_amount - net_amount',
    net_amount         NUMBER(12,2)  COMMENT 'What the customer pays for the line',
    cost_amount        NUMBER(12,2)  COMMENT 'quantity * unit_cost',
    profit_amount      NUMBER(12,2)  COMMENT 'net_amount - cost_amount',
    loaded_at          TIMESTAMP_NTZ NOT NULL COMMENT 'When the row was first written',
    updated_at         TIMESTAMP_NTZ NOT NULL COMMENT 'When the row last changed',
    CONSTRAINT pk_fact_sales PRIMARY KEY (order_item_id),
    CONSTRAINT fk_fact_sales_date FOREIGN KEY (date_key) REFERENCES DIM_DATE (date_key),
    CONSTRAINT fk_fact_sales_customer FOREIGN KEY (customer_key) REFERENCES DIM_CUSTOMER (customer_key),
    CONSTRAINT fk_fact_sales_product FOREIGN KEY (product_key) REFERENCES DIM_PRODUCT (product_key)
)
CLUSTER BY (date_key)
CHANGE_TRACKING = TRUE
COMMENT = 'Sales at the grain of the order item, with the order''s present status';

CREATE TABLE IF NOT EXISTS DAILY_SALES_SUMMARY (
    sale_date          DATE          NOT NULL COMMENT 'The grain: one row per day with orders',
    date_key           INTEGER       NOT NULL,
    total_orders       INTEGER       NOT NULL COMMENT 'Orders placed, whatever became of them',
    completed_orders   INTEGER       NOT NULL,
    cancelled_orders   INTEGER       NOT NULL,
    returned_orders    INTEGER       NOT NULL,
    unique_customers   INTEGER       NOT NULL,
    units_sold         INTEGER       NOT NULL COMMENT 'Units in orders that stand',
    gross_revenue      NUMBER(14,2)  NOT NULL COMMENT 'Orders that stand, before discount',
    discount_amount    NUMBER(14,2)  NOT NULL,
    net_revenue        NUMBER(14,2)  NOT NULL COMMENT 'Orders that stand, after discount',
    total_cost         NUMBER(14,2)  NOT NULL,
    gross_profit       NUMBER(14,2)  NOT NULL COMMENT 'net_revenue - total_cost',
    margin_percent     NUMBER(7,2)   COMMENT 'gross_profit in percent of net_revenue; NULL without revenue',
    avg_order_value    NUMBER(12,2)  COMMENT 'net_revenue per order that stands; NULL without one',
    completed_revenue  NUMBER(14,2)  NOT NULL,
    completed_profit   NUMBER(14,2)  NOT NULL,
    updated_at         TIMESTAMP_NTZ NOT NULL COMMENT 'When the row last changed',
    CONSTRAINT pk_daily_sales_summary PRIMARY KEY (sale_date)
)
COMMENT = 'Sales per day, always equal to the view DAILY_SALES';

-- The calendar. GENERATOR makes rows out of nothing; ROW_NUMBER numbers them without the gaps SEQ4() may have.
-- Filled once: re-running on a later day must not move days away from under existing facts.
INSERT INTO DIM_DATE (
    date_key, full_date, day_of_week, day_name, day_of_month, day_of_year, week_of_year,
    month, month_name, quarter, year, is_weekend, is_holiday
)
WITH spine AS (
    SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()) - 1 AS day_number
    FROM TABLE(GENERATOR(ROWCOUNT => 1095))
),
calendar AS (
    SELECT DATEADD(day, day_number - 740, TO_DATE(SYSDATE())) AS full_date
    FROM spine
),
parts AS (
    SELECT
        full_date,
        DAYOFWEEKISO(full_date) AS day_of_week,
        DAY(full_date) AS day_of_month,
        MONTH(full_date) AS month_number,
        YEAR(full_date) AS year_number
    FROM calendar
)
SELECT
    year_number * 10000 + month_number * 100 + day_of_month,
    full_date,
    day_of_week,
    DAYNAME(full_date),
    day_of_month,
    DAYOFYEAR(full_date),
    WEEKISO(full_date),
    month_number,
    MONTHNAME(full_date),
    QUARTER(full_date),
    year_number,
    day_of_week IN (6, 7),
    CASE
        WHEN month_number = 1 AND day_of_month = 1 THEN TRUE
        WHEN month_number = 7 AND day_of_month = 4 THEN TRUE
        WHEN month_number = 9 AND day_of_week = 1 AND day_of_month <= 7 THEN TRUE
        WHEN month_number = 11 AND day_of_week = 4 AND day_of_month BETWEEN 22 AND 28 THEN TRUE
        WHEN month_number = 12 AND day_of_month = 25 THEN TRUE
        ELSE FALSE
    END
FROM parts
WHERE NOT EXISTS (SELECT 1 FROM DIM_DATE);

-- How long a version is valid: up to the next one; the first also covers everything before it, so that an order older
-- than its customer's or product's first version falls back to that one.
CREATE OR REPLACE VIEW CUSTOMER_VERSIONS
    COMMENT = 'Versions of DIM_CUSTOMER with the time for which orders point at them'
AS
SELECT
    customer_id,
    customer_key,
    IFF(
        ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY effective_date) = 1,
        '1900-01-01'::TIMESTAMP_NTZ,
        effective_date
    ) AS valid_from,
    LEAD(effective_date) OVER (PARTITION BY customer_id ORDER BY effective_date) AS valid_to
FROM ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER;

CREATE OR REPLACE VIEW PRODUCT_VERSIONS
    COMMENT = 'Versions of DIM_PRODUCT with the time for which orders point at them'
AS
SELECT
    product_id,
    product_key,
    IFF(
        ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY effective_date) = 1,
        '1900-01-01'::TIMESTAMP_NTZ,
        effective_date
    ) AS valid_from,
    LEAD(effective_date) OVER (PARTITION BY product_id ORDER BY effective_date) AS valid_to
FROM ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT;

-- What DAILY_SALES_SUMMARY must contain. First one row per order, then one per day: an order is counted once however
-- many items it has, and the facts are grouped once instead of once for each COUNT(DISTINCT).
CREATE OR REPLACE VIEW DAILY_SALES
    COMMENT = 'Definition of DAILY_SALES_SUMMARY, computed from FACT_SALES as it is now'
AS
WITH orders AS (
    SELECT
        TO_DATE(order_date) AS sale_date,
        date_key,
        order_id,
        MAX(customer_id) AS customer_id,
        MAX(order_status) AS order_status,
        MAX(order_status) NOT IN ('CANCELLED', 'RETURNED') AS stands,
        SUM(quantity) AS quantity,
        SUM(gross_amount) AS gross_amount,
        SUM(discount_amount) AS discount_amount,
        SUM(net_amount) AS net_amount,
        SUM(cost_amount) AS cost_amount,
        SUM(profit_amount) AS profit_amount
    FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES
    GROUP BY TO_DATE(order_date), date_key, order_id
),
daily AS (
    SELECT
        sale_date,
        date_key,
        COUNT(*) AS total_orders,
        COUNT_IF(order_status = 'COMPLETED') AS completed_orders,
        COUNT_IF(order_status = 'CANCELLED') AS cancelled_orders,
        COUNT_IF(order_status = 'RETURNED') AS returned_orders,
        COUNT_IF(stands) AS standing_orders,
        COUNT(DISTINCT customer_id) AS unique_customers,
        SUM(IFF(stands, quantity, 0)) AS units_sold,
        SUM(IFF(stands, gross_amount, 0)) AS gross_revenue,
        SUM(IFF(stands, discount_amount, 0)) AS discount_amount,
        SUM(IFF(stands, net_amount, 0)) AS net_revenue,
        SUM(IFF(stands, cost_amount, 0)) AS total_cost,
        SUM(IFF(stands, profit_amount, 0)) AS gross_profit,
        SUM(IFF(order_status = 'COMPLETED', net_amount, 0)) AS completed_revenue,
        SUM(IFF(order_status = 'COMPLETED', profit_amount, 0)) AS completed_profit
    FROM orders
    GROUP BY sale_date, date_key
)
SELECT
    sale_date,
    date_key,
    total_orders,
    completed_orders,
    cancelled_orders,
    returned_orders,
    unique_customers,
    units_sold,
    gross_revenue,
    discount_amount,
    net_revenue,
    total_cost,
    gross_profit,
    CAST(ROUND(100 * gross_profit / NULLIF(net_revenue, 0), 2) AS NUMBER(7,2)) AS margin_percent,
    CAST(ROUND(net_revenue / NULLIF(standing_orders, 0), 2) AS NUMBER(12,2)) AS avg_order_value,
    completed_revenue,
    completed_profit
FROM daily;

-- What reports read: each sale with its customer and product as they were when the order was placed. LEFT JOIN, so a
-- sale whose customer or product version has not been loaded yet counts in totals already, with unknown words.
CREATE OR REPLACE VIEW SALES_DETAIL
    COMMENT = 'FACT_SALES with the attributes of its customer and product version'
AS
SELECT
    f.order_item_id,
    f.order_id,
    f.order_date,
    TO_DATE(f.order_date) AS sale_date,
    f.order_status,
    f.order_status NOT IN ('CANCELLED', 'RETURNED') AS stands,
    f.payment_method,
    f.payment_status,
    f.customer_id,
    c.first_name || ' ' || c.last_name AS customer_name,
    c.customer_segment,
    c.city,
    c.country,
    c.country_code,
    f.product_id,
    p.product_name,
    p.category,
    p.brand,
    f.quantity,
    f.unit_price,
    f.gross_amount,
    f.discount_amount,
    f.net_amount,
    f.cost_amount,
    f.profit_amount
FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES f
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER c
    ON c.customer_key = f.customer_key
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT p
    ON p.product_key = f.product_key;
