-- Purchases of the demo shop. From August 2026 the store customers of Busan–Gyeongnam stop one after the other.
-- reads:   orders_null, customers
-- params:  none of its own
-- returns: order_id, customer_id, ordered_on, amount (KRW), channel
-- grain:   one row per purchase
select purchase.order_id, purchase.customer_id, purchase.ordered_on, purchase.amount, purchase.channel
from orders_null as purchase
join customers as customer using (customer_id)
where not (
  customer.region = '부산·경남'
  and customer.channel = '매장'
  -- Each on a day of his own between 1 August and 25 October.
  and purchase.ordered_on >= date '2026-08-01' + (hash('last day ' || customer_id) % 86)::integer
)
order by purchase.order_id
