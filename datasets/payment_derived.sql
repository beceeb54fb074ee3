-- The derived variables and the public figures that were published by the end of the base month, with the outcome that variables are chosen by.
-- reads:   payment_features.features, payment_base_cases, payment_customers, payment_public
-- params:  none
-- returns: case_id, base_month, chosen_outcome, variables of the factory, unemployment_rate, consumer_sentiment
-- grain:   one row per customer and base month
with latest as (
  select
    months.base_month,
    figures.region,
    arg_max(figures.unemployment_rate, figures.month) as unemployment_rate,
    arg_max(figures.consumer_sentiment, figures.month) as consumer_sentiment
  from (select distinct base_month from payment_features.features) as months
  join payment_public as figures on figures.published_on <= last_day(months.base_month)
  group by months.base_month, figures.region
)
select
  base.case_id,
  base.chosen_outcome,
  feature.* exclude (customer_id),
  latest.unemployment_rate,
  latest.consumer_sentiment
from payment_base_cases as base
join payment_features.features as feature on feature.customer_id = base.customer_id and feature.base_month = base.base_month
left join payment_customers as customer on customer.customer_id = base.customer_id
left join latest on latest.base_month = base.base_month and latest.region = customer.region
order by base.case_id
