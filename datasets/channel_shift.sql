-- Who preferred which channel before and now, of those seen in both half years.
-- reads:   channel_360
-- params:  none of its own
-- returns: channel_before, channel_now, customers
-- grain:   one row per pair of channels that occurs
select channel_before, preferred_channel as channel_now, count(*) as customers
from channel_360
where channel_before is not null and preferred_channel is not null
group by all
