-- Customers of an invented shop by the channel they used mostly, last year and this year, once in each language.
-- reads:   nothing
-- params:  none
-- returns: language, channel_before, channel_now, customers
-- grain:   one row per language and pair of channels
with words as (
  select unnest([
    { language: 'ko', names: ['매장', '온라인', '앱', '전화'] },
    { language: 'en', names: ['Store', 'Web', 'App', 'Phone'] }
  ], recursive := true)
),
counts as (
  select unnest([
    { earlier: 1, later: 1, customers: 4120 }, { earlier: 1, later: 2, customers: 760 }, { earlier: 1, later: 3, customers: 1380 },
    { earlier: 2, later: 1, customers: 210 }, { earlier: 2, later: 2, customers: 2350 }, { earlier: 2, later: 3, customers: 1090 },
    { earlier: 3, later: 2, customers: 140 }, { earlier: 3, later: 3, customers: 1660 },
    { earlier: 4, later: 1, customers: 320 }, { earlier: 4, later: 3, customers: 260 }, { earlier: 4, later: 4, customers: 410 }
  ], recursive := true)
)
select language, names[earlier] as channel_before, names[later] as channel_now, customers
from counts, words
