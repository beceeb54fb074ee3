-- Public figures by region and month, as an office of statistics publishes them: three weeks after the month.
-- reads:   nothing
-- params:  $as_of  last day of publication
-- returns: region, month (first day), unemployment_rate, consumer_sentiment, published_on
-- grain:   one row per region and month
select
  region,
  month::date as month,
  round(2.4 + 0.3 * place + 0.25 * sin(datediff('month', date '2024-01-01', month::date) / 3.0 + place), 2) as unemployment_rate,
  round(101 - 1.2 * place + 4 * cos(datediff('month', date '2024-01-01', month::date) / 4.0 + place), 1) as consumer_sentiment,
  (month::date + interval 1 month + interval 20 day)::date as published_on
from
  (values ('seoul', 1), ('gyeonggi', 2), ('busan', 3), ('daegu', 4), ('gwangju', 5), ('daejeon', 6)) as regions(region, place),
  range(date '2024-11-01', cast($as_of as date), interval 1 month) as months(month)
where month::date + interval 1 month + interval 20 day <= cast($as_of as date)
order by region, month
