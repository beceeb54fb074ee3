-- Every contact costs 3.
-- reads:   personality
-- params:  none
-- returns: as channel_costs of the demo
-- grain:   one row per channel
select
  channel,
  place,
  title as title_ko,
  title as title_en,
  contact as contact_ko,
  contact as contact_en,
  (select max(contact_cost) from personality) as unit_cost,
  channel = 'lms' as is_base
from (
  values
    ('store', 1, 'Store', 'Letter'),
    ('web', 2, 'Web shop', 'E-mail'),
    ('call', 3, 'Catalogue', 'Letter'),
    ('lms', 4, 'No channel', 'Letter')
) as channels(channel, place, title, contact)
