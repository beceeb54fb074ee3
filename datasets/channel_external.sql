-- What a partner knows of the customers: spending elsewhere in our category. Six in seven can be matched.
-- reads:   nothing
-- params:  none
-- returns: customer_id, category_spend (KRW a month at other shops), online_share (of it, 0-1)
-- grain:   one row per customer who could be matched
select
  'R' || lpad(n::varchar, 5, '0') as customer_id,
  (round((30000 + 420000 * power((hash('channel spend ' || n) % 1000003) / 1000003.0, 2)) / 100) * 100)::decimal(14, 0)
    as category_spend,
  round((hash('channel online ' || n) % 1000003) / 1000003.0, 2)::decimal(4, 2) as online_share
from range(1, 12001) as numbers(n)
where hash('channel matched ' || n) % 100 < 85
