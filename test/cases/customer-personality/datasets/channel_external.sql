-- There are no external data.
-- reads:   nothing
-- params:  none
-- returns: customer_id; no rows
-- grain:   one row per customer
select null::varchar as customer_id
where false
