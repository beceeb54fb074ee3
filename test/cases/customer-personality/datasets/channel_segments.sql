-- Segments for counts of two years.
-- reads:   nothing
-- params:  none
-- returns: as channel_segments of the demo
-- grain:   one row per segment
select
  segment,
  place,
  title as title_ko,
  title as title_en,
  joined_within_days::integer as joined_within_days,
  unseen_for_days::integer as unseen_for_days,
  spend_from::decimal(14, 2) as spend_from
from (
  values
    ('new', 1, 'New', 180, null, null),
    ('asleep', 2, 'Asleep', null, 120, null),
    ('loyal', 3, 'Loyal', null, null, 1000),
    ('casual', 4, 'Casual', null, null, null)
) as segments(segment, place, title, joined_within_days, unseen_for_days, spend_from)
