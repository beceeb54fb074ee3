-- The customers of the campaign in order of their score, in two halves, with what contacting each would cost.
-- reads:   channel_response.scores, channel_learn, channel_costs
-- params:  none
-- returns: customer_id, half (1, 2; by a hash of the customer), percent (best so many per cent of the half that he belongs to),
--          channel (preferred, or that of the base means), score, responded, revenue, margin, contact_cost, base_cost
-- grain:   one row per customer who was contacted and scored
with base as (select channel, unit_cost from channel_costs where is_base order by place limit 1),
scored as (
  select
    scores.customer_id,
    scores.score,
    (hash('half ' || scores.customer_id::varchar) % 2)::integer + 1 as half,
    learn.responded::integer as responded,
    coalesce(learn.revenue, 0)::decimal(18, 2) as revenue,
    coalesce(learn.margin, 0)::decimal(18, 2) as margin,
    costs.channel,
    costs.unit_cost::decimal(14, 2) as contact_cost,
    base.unit_cost::decimal(14, 2) as base_cost
  from channel_response.scores as scores
  join channel_learn as learn using (customer_id)
  cross join base
  join channel_costs as costs on costs.channel = coalesce(learn.preferred_channel, base.channel)
)
select
  *,
  ((row_number() over (partition by half order by score desc, customer_id) - 1) * 100 // count(*) over (partition by half))::integer + 1
    as percent
from scored
