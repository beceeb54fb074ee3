-- What contacting the best so many per cent brings, so that a cut can be chosen on one half and judged on the other.
-- reads:   channel_ranked
-- params:  none
-- returns: half, percent; contacts, responders, revenue, margin, margin_square, contact_cost (each by the preferred channel),
--          base_cost (all by the base means) of the best so many per cent of this half; tried_share (of the responders) and
--          tried_profit of the best so many per cent of the other half, to choose by
-- grain:   one row per half and per cent
with sums as (
  select
    half,
    percents.percent,
    count(*) as contacts,
    sum(responded)::bigint as responders,
    sum(revenue)::decimal(18, 2) as revenue,
    sum(margin)::decimal(18, 2) as margin,
    sum(margin * margin)::decimal(38, 4) as margin_square,
    sum(contact_cost)::decimal(18, 2) as contact_cost,
    sum(base_cost)::decimal(18, 2) as base_cost
  from channel_ranked as ranked
  join (select percent::integer as percent from range(1, 101) as percents(percent)) as percents on ranked.percent <= percents.percent
  group by half, percents.percent
)
select
  judged.*,
  tried.responders / nullif(max(tried.responders) over (partition by judged.half), 0) as tried_share,
  tried.margin - tried.contact_cost as tried_profit
from sums as judged
join sums as tried on tried.percent = judged.percent and tried.half <> judged.half
