-- Purchases by the catalogue, which stands in the place of the call centre. Only their number in two years is known: it stands on the day of the last purchase, with the part of the
-- spending that it makes up among all purchases.
-- reads:   personality
-- params:  none
-- returns: customer_id, visited_on, visits, amount
-- grain:   one row per customer who bought here
select
  customer_id,
  date '2014-06-30' - recency as visited_on,
  catalogue_purchases as visits,
  round(
    (wines + fruits + meat + fish + sweets + gold) * catalogue_purchases / (store_purchases + web_purchases + catalogue_purchases), 2
  )::decimal(14, 2) as amount
from personality
where catalogue_purchases > 0
