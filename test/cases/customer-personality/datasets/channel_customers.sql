-- Register: who the customers are and what they like. 666666 is a placeholder for an unknown income.
-- reads:   personality
-- params:  none
-- returns: customer_id, joined_on, store_km (not known), age, and what else the model may learn from
-- grain:   one row per customer
select
  customer_id,
  joined_on,
  null::double as store_km,
  2014 - birth_year as age,
  education,
  marital_status,
  nullif(income, 666666) as income,
  kids,
  teens,
  wines,
  fruits,
  meat,
  fish,
  sweets,
  gold,
  deals,
  web_looks,
  accepted_1,
  accepted_2,
  accepted_3,
  accepted_4,
  accepted_5,
  complained
from personality
