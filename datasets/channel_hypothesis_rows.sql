-- The hypotheses of the campaign, written down before looking: of each customer, is he in the group that is spoken of?
-- reads:   channel_learn
-- params:  none
-- returns: hypothesis, customer_id, side (in, rest), responded
-- grain:   one row per hypothesis and customer; a hypothesis one side of which is empty is left out
with sides as (
  select
    customer_id,
    responded,
    unnest([
      {hypothesis: 'app_first', is_in: coalesce(preferred_channel = 'app', false)},
      {hypothesis: 'many_channels', is_in: channels_used >= 2},
      {hypothesis: 'seen_lately', is_in: coalesce(days_since_last <= 30, false)},
      {hypothesis: 'own_channel', is_in: contacted_by = coalesce(preferred_channel, '')}
    ], recursive := true)
  from channel_learn
  where responded is not null
)
select hypothesis, customer_id, if(is_in, 'in', 'rest') as side, responded
from sides
qualify bool_or(is_in) over (partition by hypothesis) and bool_or(not is_in) over (partition by hypothesis)
