-- The null twin of `sensing_events`: as many buy, but neither place, distance, time nor visits tell who.
-- reads:   nothing
-- params:  $as_of
-- returns: event_id, customer_id, sensed_at, place, distance_m, visits (in the 30 days before), bought (0/1), margin and cost (KRW)
-- grain:   one row per moment with an offer; 9,000 a month, and a month never changes
with months as (
  select (date_trunc('month', cast($as_of as date)) - to_months(back::integer))::date as month_start
  from range(0, 6) as steps(back)
),
drawn as (
  select month_start, strftime(month_start, '%y%m') || '-' || i as moment
  from months, range(1, 9001) as numbers(i)
),
shaped as (
  select
    *,
    ['MALL', 'DSTR', 'MART', 'CINEMA', 'CVS'][1 + (hash('place ' || moment) % 5)::integer] as place,
    10 + (hash('distance ' || moment) % if(hash('near ' || moment) % 3 = 0, 191, 1200))::integer as distance_m,
    floor(-5 * ln(1 - hash('visits ' || moment) % 1000000 / 1e6))::integer as visits,
    8 + (hash('hour ' || moment) % 15)::integer as sensed_hour,
    month_start + (hash('day ' || moment) % 28)::integer as sensed_on
  from drawn
),
placed as (
  select *, row_number() over (partition by month_start order by hash('buys ' || moment), moment) - 1 as turn from shaped
)
select
  'E' || moment as event_id,
  'K' || strftime(month_start, '%y%m') || '-' || lpad((1 + hash('who ' || moment) % 10000)::varchar, 5, '0') as customer_id,
  sensed_on + to_hours(sensed_hour) + to_minutes((hash('minute ' || moment) % 60)::integer) as sensed_at,
  place,
  distance_m,
  visits,
  (turn < 1807)::integer as bought,
  -- Five steps between 80 % and 120 % in turn, so that their average is 100 %.
  if(turn < 1807, 6250 * [10, 8, 12, 9, 11][1 + (turn % 5)::integer] / 10, 0)::decimal(14, 0) as margin,
  500::decimal(14, 0) as cost
from placed
where sensed_on <= cast($as_of as date)
order by event_id
