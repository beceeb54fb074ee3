-- There is no app.
-- reads:   nothing
-- params:  none
-- returns: customer_id, visited_on, visits, amount; no rows
-- grain:   one row per customer and day
select null::varchar as customer_id, null::date as visited_on, null::integer as visits, null::decimal(14, 2) as amount
where false
