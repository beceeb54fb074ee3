-- The customers of the campaign: what was known of them the day before, and what they did.
-- reads:   channel_features, channel_campaign
-- params:  none of its own
-- returns: the columns of channel_features but look, and contacted_by, responded, revenue, margin
-- grain:   one row per customer who was contacted
select
  features.* exclude (look),
  campaign.contacted_by,
  campaign.responded,
  campaign.revenue,
  campaign.margin
from channel_features as features
join channel_campaign as campaign using (customer_id)
where features.look = 'campaign'
