-- Grade with the highest cumulative profit; 0 where every cut-off loses money.
-- reads:   campaign_profit
-- params:  none
-- returns: grade (0-10)
-- grain:   one row
with running as (
  select grade, sum(sum(margin - cost)) over (order by grade) as cumulative from campaign_profit group by grade
),
best as (select grade from running where cumulative > 0 order by cumulative desc, grade limit 1)
select coalesce((select grade from best), 0)::integer as grade
