-- Moments of the last six months in which a customer of an affiliated shop was sensed and sent an offer, and what came of it.
-- reads:   nothing
-- params:  $as_of
-- returns: event_id, customer_id, sensed_at, place, distance_m, visits (in the 30 days before), bought (0/1), margin and cost (KRW)
-- grain:   one row per moment with an offer; 9,000 a month, and a month never changes
--
-- What pays are the moments within 200 m, from 12 to before 18 h, of customers with five visits or more; at the department store also those
-- with fewer. By cell they leave so much profit for each 100 of cost: MALL 897, DSTR 862, other places 657 on Saturdays, 629 on Fridays, 503
-- on other days. So Saturday comes to 770, Friday to 756, all of them to 742, and with the other moments, which just pay for themselves, to 151.
with months as (
  select (date_trunc('month', cast($as_of as date)) - to_months(back::integer))::date as month_start
  from range(0, 6) as steps(back)
),
-- Cells of a month: how many moments on Saturdays, Fridays and other days, and the profit efficiency of each.
cells as (
  select * from (values
    ('MALL', true, [161, 161, 137], [897, 897, 897]),
    ('DSTR', true, [107, 107, 92], [862, 862, 862]),
    ('DSTR', false, [87, 87, 76], [862, 862, 862]),
    ('', true, [268, 268, 229], [657, 629, 503]),
    ('rest', false, [2527, 2527, 2166], [1.14, 1.14, 1.14])
  ) as t(cell, is_frequent, counts, efficiencies)
),
days as (
  select cell, is_frequent, day_group, counts[day_group] as n, efficiencies[day_group] as efficiency
  from cells, range(1, 4) as groups(day_group)
),
numbered as (
  select
    month_start, cell, is_frequent, day_group, n, efficiency,
    strftime(month_start, '%y%m') || '-' || row_number() over (
      partition by month_start order by cell, is_frequent, day_group, i
    ) as moment
  from months, days, range(0, 2527) as places(i)
  where i < n
),
drawn as (
  select
    *,
    hash('distance ' || moment) as d,
    hash('hour ' || moment) as h,
    hash('visits ' || moment) as v,
    hash('place ' || moment) as p,
    case day_group when 1 then 6 when 2 then 5 else [7, 1, 2, 3, 4][1 + (hash('weekday ' || moment) % 5)::integer] end as weekday
  from numbered
),
shaped as (
  select
    *,
    case
      when cell = 'rest' then ['MALL', 'DSTR', 'MART', 'CINEMA', 'CVS'][1 + (p % 5)::integer]
      when cell = '' then ['MART', 'CINEMA', 'CVS'][1 + (p % 3)::integer]
      else cell
    end as place,
    if(cell = 'rest', 10 + (d % 1200)::integer, 10 + (d % 191)::integer) as distance_m,
    case
      when cell = 'rest' then floor(-3 * ln(1 - v % 1000000 / 1e6))::integer
      when is_frequent then 5 + (v % 8)::integer
      else (v % 5)::integer
    end as visits,
    if(cell = 'rest', 8 + (h % 15)::integer, 12 + (h % 6)::integer) as hour_drawn
  from drawn
),
-- A moment of the rest that would fulfil the conditions by chance is moved to the evening.
timed as (
  select
    *,
    if(
      cell = 'rest' and distance_m <= 200 and hour_drawn between 12 and 17 and (visits >= 5 or place = 'DSTR'),
      hour_drawn + 6,
      hour_drawn
    ) as sensed_hour,
    month_start + ((weekday - isodow(month_start) + 7) % 7 + 7 * (hash('week ' || moment) % 4)::integer)::integer as sensed_on
  from shaped
),
placed as (
  select
    *,
    -- A responder brings 12.5 times the cost of an offer; what rounding to whole responders takes away, the margins make up for.
    round((100 + efficiency) / 100 * n / 12.5)::integer as responders,
    row_number() over (
      partition by month_start, cell, is_frequent, day_group order by hash('buys ' || moment), moment
    ) - 1 as turn
  from timed
)
select
  'E' || moment as event_id,
  'K' || strftime(month_start, '%y%m') || '-' || lpad((1 + hash('who ' || moment) % 10000)::varchar, 5, '0') as customer_id,
  sensed_on + to_hours(sensed_hour) + to_minutes((hash('minute ' || moment) % 60)::integer) as sensed_at,
  place,
  distance_m,
  visits,
  (turn < responders)::integer as bought,
  -- Five steps between 80 % and 120 % in turn, so that their average is 100 %.
  if(turn < responders, round((100 + efficiency) / 100 * n * 500 / responders * [10, 8, 12, 9, 11][1 + (turn % 5)::integer] / 10), 0)::decimal(14, 0) as margin,
  500::decimal(14, 0) as cost
from placed
where sensed_on <= cast($as_of as date)
order by event_id
