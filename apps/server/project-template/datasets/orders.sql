-- Reads: nothing, the rows are made from hashes and are the same on every machine.
-- Parameters: $as_of, the last day.
-- Returns: order_id, ordered_on (the 730 days up to $as_of), customer_id, channel, amount.
-- Grain: one row per order.
WITH drawn AS (
  SELECT
    i AS order_id,
    hash(i, 'day') % 730 AS day,
    hash(i, 'later') % 730 AS other_day,
    hash(i, 'trend') % 3 AS trend,
    hash(i, 'customer') % 800 AS customer,
    hash(i, 'channel') % 10 AS channel,
    hash(i, 'amount') % 19000 AS cents
  FROM range(6000) AS numbers (i)
)
SELECT
  order_id,
  -- The later of two days for every third order: sales grow slowly.
  CAST($as_of AS DATE) - 729 + CAST(CASE WHEN trend = 0 THEN greatest(day, other_day) ELSE day END AS INTEGER) AS ordered_on,
  CAST(customer + 1 AS INTEGER) AS customer_id,
  CASE WHEN channel < 5 THEN 'Store' WHEN channel < 8 THEN 'Web' ELSE 'App' END AS channel,
  CAST((1000 + cents) * 0.01 AS DECIMAL(12, 2)) AS amount
FROM drawn
ORDER BY order_id
