-- The channels, how a customer of each is contacted, and what one contact costs. Edit freely; the codes are fixed.
-- reads:   nothing
-- params:  none
-- returns: channel, place, title_ko, title_en, contact_ko, contact_en, unit_cost, is_base
-- grain:   one row per channel; is_base: the means by which all are contacted in case 1, and whoever has no channel
select
  channel,
  place,
  title_ko,
  title_en,
  contact_ko,
  contact_en,
  unit_cost::decimal(14, 2) as unit_cost,
  is_base
from (
  values
    ('store', 1, '매장', 'Store', 'LMS(매장 쿠폰)', 'LMS with store coupon', 50, false),
    ('web', 2, '온라인몰', 'Web shop', '이메일', 'E-mail', 5, false),
    ('app', 3, '앱', 'App', '앱 푸시', 'App push', 8, false),
    ('call', 4, '콜센터', 'Call centre', '상담원 전화', 'Call by an agent', 180, false),
    ('lms', 5, '이용 없음', 'No channel', 'LMS', 'LMS', 50, true)
) as costs(channel, place, title_ko, title_en, contact_ko, contact_en, unit_cost, is_base)
