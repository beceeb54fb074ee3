-- Customers up to as-of, each with its part in the analysis, so that no figure comes from rows that the model learned from.
-- reads:   churn_customers
-- params:  $as_of
-- returns: case_id, seen_on, part, and the columns of `churn_customers`
-- grain:   one row per customer and month-end
--
-- Parts: `learned` (six months before the last one whose outcome is known), `held_out` (that last one), `earlier` (six months before
-- the learned ones), `now` (the last month-end where its outcome is not known yet), `unused`. Where there is one month, or none is
-- named, a third of the customers is held out by a hash of their number.
with seen as (
  -- `seen_on` may be absent: then the name means the date of `no_month`, and all customers are of one day.
  select customers.*
  from
    (select cast(null as date) as seen_on) as no_month,
    lateral (select columns(c -> c <> 'seen_on'), cast(seen_on as date) as month_seen from churn_customers) as customers
),
up_to_now as (
  select * from seen where coalesce(month_seen <= cast($as_of as date), true)
),
months as (
  select
    month_seen,
    row_number() over (order by month_seen desc) as back,
    count(*) over () as known_months
  from (select distinct month_seen from up_to_now where has_left is not null and month_seen is not null)
),
placed as (
  select
    up_to_now.*,
    back,
    coalesce(known_months, 0) as known_months,
    (select max(month_seen) from up_to_now) as last_month
  from up_to_now left join months using (month_seen)
)
select
  cast(customer_id as varchar) || coalesce(' ' || cast(month_seen as varchar), '') as case_id,
  month_seen as seen_on,
  case
    when has_left is null and month_seen is not distinct from last_month then 'now'
    when has_left is null then 'unused'
    when known_months < 2 and hash(cast(customer_id as varchar)) % 3 = 0 then 'held_out'
    when known_months < 2 then 'learned'
    when back = 1 then 'held_out'
    when back <= 7 then 'learned'
    when back <= 13 then 'earlier'
    else 'unused'
  end as part,
  columns(c -> c not in ('month_seen', 'back', 'known_months', 'last_month'))
from placed
order by case_id
