{{ config(materialized='dynamic_table', target_lag='1 minute', snowflake_warehouse='COMPUTE_WH') }}
SELECT customer, SUM(amount) AS total FROM {{ ref('orders') }} GROUP BY customer
