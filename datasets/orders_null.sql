-- Purchases in which nothing changes but the season: the null twin of `orders`, without the customers who stop there.
-- reads:   orders, customers
-- params:  none of its own
-- returns: order_id, customer_id, ordered_on, amount (KRW), channel
-- grain:   one row per purchase
select purchase.order_id, purchase.customer_id, purchase.ordered_on, purchase.amount, purchase.channel
from orders as purchase
join customers as customer using (customer_id)
where not (customer.region = '부산·경남' and customer.channel = '매장')
order by purchase.order_id
