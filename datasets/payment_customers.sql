-- Register of the card customers: the columns that were in hand before payments were looked at.
-- reads:   nothing
-- params:  none
-- returns: customer_id, age_band, occupation, region, tenure_years, card_grade, credit_limit (KRW)
-- grain:   one row per customer
select
  'P' || lpad(n::varchar, 4, '0') as customer_id,
  ['20s', '30s', '40s', '50s', '60s'][1 + (hash('age ' || n) % 5)::integer] as age_band,
  ['employee', 'self-employed', 'public', 'student', 'home'][1 + (hash('occupation ' || n) % 5)::integer] as occupation,
  ['seoul', 'gyeonggi', 'busan', 'daegu', 'gwangju', 'daejeon'][1 + (hash('region ' || n) % 6)::integer] as region,
  (hash('tenure ' || n) % 12)::integer as tenure_years,
  ['basic', 'basic', 'gold', 'platinum'][1 + (hash('grade ' || n) % 4)::integer] as card_grade,
  ([1000000, 3000000, 8000000][1 + (hash('limit ' || n) % 3)::integer])::decimal(14, 0) as credit_limit
from range(1, 1001) as numbers(n)
order by customer_id
