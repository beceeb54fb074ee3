-- Segments of customers: a customer belongs to the first one, in order of place, all of whose conditions hold. Edit freely.
-- reads:   nothing
-- params:  none
-- returns: segment, place, title_ko, title_en, joined_within_days, unseen_for_days, spend_from (in six months)
-- grain:   one row per segment; an empty condition always holds, so the last one takes all others
select
  segment,
  place,
  title_ko,
  title_en,
  joined_within_days::integer as joined_within_days,
  unseen_for_days::integer as unseen_for_days,
  spend_from::decimal(14, 2) as spend_from
from (
  values
    ('new', 1, '신규', 'New', 180, null, null),
    ('asleep', 2, '휴면', 'Asleep', null, 120, null),
    ('loyal', 3, '단골', 'Loyal', null, null, 180000),
    ('casual', 4, '일반', 'Casual', null, null, null)
) as segments(segment, place, title_ko, title_en, joined_within_days, unseen_for_days, spend_from)
