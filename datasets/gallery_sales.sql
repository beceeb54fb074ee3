-- Monthly sales of an invented shop by channel and region, once in each language.
-- reads:   nothing
-- params:  none
-- returns: language, month, channel, region, sales, margin, orders, target
-- grain:   one row per language, month, channel and region
with words as (
  select unnest([
    { language: 'ko', channels: ['매장', '온라인', '앱'], regions: ['서울', '경기·인천', '부산·경남', '대구·경북', '광주·전라', '대전·충청'] },
    { language: 'en', channels: ['Store', 'Web', 'App'], regions: ['Seoul', 'Gyeonggi', 'Busan', 'Daegu', 'Gwangju', 'Daejeon'] }
  ], recursive := true)
),
months as (
  select n, (date '2024-11-01' + to_months(n::integer))::date as month from range(24) as numbers(n)
),
cells as (
  select
    n, month, channel, region,
    -- Stores shrink, the app grows; December is high; each region has a level and a course of its own.
    [520, 380, 90 + 16 * n][channel]
      * [1.0, 1 + 0.004 * n, 1][channel]
      * [if(region = 3, 1 - 0.022 * n, 1 - 0.004 * n), 1, 1][channel]
      * [1.0, 0.86, 0.62, 0.41, 0.36, 0.3][region]
      * if(month(month) = 12, 1.28, if(month(month) = 2, 0.86, 1))
      * (0.94 + 0.12 * (hash('sales ' || n || ' ' || channel || ' ' || region) % 1000) / 1000) as level
  from months, range(1, 4) as a(channel), range(1, 7) as b(region)
)
select
  words.language,
  cells.month,
  words.channels[cells.channel::integer] as channel,
  words.regions[cells.region::integer] as region,
  (cells.level * 1000)::integer * 1000::decimal(14, 0) as sales,
  (cells.level * [310, 240, 200][cells.channel])::integer * 1000::decimal(14, 0) as margin,
  (cells.level * [18, 22, 30][cells.channel] / 10)::integer as orders,
  (cells.level * [1050, 980, 1000][cells.channel])::integer * 1000::decimal(14, 0) as target
from cells, words
