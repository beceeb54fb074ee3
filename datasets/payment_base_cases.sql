-- What a model without derived variables learns from: a row for each customer and base month with the columns of the register.
-- reads:   payment_features.features, payment_customers, payment_outcomes
-- params:  none
-- returns: case_id, customer_id, base_month, chosen_outcome, judged_outcome, the columns of payment_customers
-- grain:   one row per customer and base month
--
-- The outcome is known twice: of one half of the customers to choose variables by, of the other half to judge the model on. So no variable is
-- judged on customers that it was chosen by.
select
  feature.customer_id || ' ' || strftime(feature.base_month, '%Y-%m') as case_id,
  feature.customer_id,
  feature.base_month,
  if(hash('half ' || feature.customer_id) % 2 = 0, answer.outcome, null)::integer as chosen_outcome,
  if(hash('half ' || feature.customer_id) % 2 = 1, answer.outcome, null)::integer as judged_outcome,
  customer.* exclude (customer_id)
from payment_features.features as feature
left join payment_customers as customer on customer.customer_id = feature.customer_id
left join payment_outcomes as answer on answer.customer_id = feature.customer_id and answer.base_month = feature.base_month
order by case_id
