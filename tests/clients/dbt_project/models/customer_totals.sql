{{ config(materialized='table') }}
SELECT customer, SUM(amount) AS total, COUNT(*) AS orders FROM {{ ref('stg_orders') }} GROUP BY customer
