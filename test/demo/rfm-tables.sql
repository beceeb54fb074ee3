-- The tables that the RFM analysis gives, written out plainly for the tests of the demo content.
-- reads:   purchases (customer_id, ordered_on, amount)
-- params:  $as_of
-- returns: base, breaks, scores, shares, movements, next_period, alerts (schema as in datasets/customer_grades.yaml)
create schema if not exists customer_grades;

create or replace temp table measured as
with month_ends as (
  select last_day((date_trunc('month', cast($as_of as date)) - to_months(i::integer))::date) as month_end
  from range(0, 13) as months(i)
)
select
  month_end,
  customer_id as customer,
  max(ordered_on) as last_purchase,
  month_end - max(ordered_on) as recency_days,
  count(*) filter (ordered_on > last_day((month_end - interval 12 month)::date)) as frequency,
  coalesce(sum(amount) filter (ordered_on > last_day((month_end - interval 12 month)::date)), 0)::decimal(18, 0) as monetary,
  coalesce(sum(amount) filter (ordered_on >= date_trunc('month', month_end)), 0)::decimal(18, 0) as month_sales
from month_ends join purchases on ordered_on <= month_end
group by month_end, customer_id;

create or replace table customer_grades.breaks as
with cuts as (
  select
    quantile_disc(recency_days, [0.2, 0.4, 0.6, 0.8]) as recency,
    quantile_disc(frequency, [0.2, 0.4, 0.6, 0.8]) as frequency,
    quantile_disc(monetary, [0.2, 0.4, 0.6, 0.8]) as monetary
  from measured
  where month_end = date '2025-12-31'
)
select date '2025-12-31' as fitted_at, 'recency' as measure, 6 - i::integer as points,
  if(i = 1, null, recency[i - 1])::double as lower, if(i = 5, null, recency[i])::double as upper
from cuts, range(1, 6) as fifths(i)
union all
select date '2025-12-31', 'frequency', i::integer, if(i = 1, null, frequency[i - 1])::double, if(i = 5, null, frequency[i])::double
from cuts, range(1, 6) as fifths(i)
union all
select date '2025-12-31', 'monetary', i::integer, if(i = 1, null, monetary[i - 1])::double, if(i = 5, null, monetary[i])::double
from cuts, range(1, 6) as fifths(i);

create or replace table customer_grades.scores as
with cuts as (
  select
    list(upper order by upper) filter (measure = 'recency' and upper is not null) as r,
    list(upper order by upper) filter (measure = 'frequency' and upper is not null) as f,
    list(upper order by upper) filter (measure = 'monetary' and upper is not null) as m
  from customer_grades.breaks
),
pointed as (
  select
    measured.*,
    5 - len(list_filter(r, lambda cut: recency_days > cut))::integer as recency_points,
    1 + len(list_filter(f, lambda cut: frequency > cut))::integer as frequency_points,
    1 + len(list_filter(m, lambda cut: monetary > cut))::integer as monetary_points
  from measured, cuts
),
scored as (select *, 100 * (recency_points + frequency_points + monetary_points) / 15 as rfm from pointed)
select
  *,
  lead(month_sales) over (partition by customer order by month_end) as next_sales,
  case when rfm >= 90 then 'Very Strong' when rfm >= 70 then 'Strong' when rfm >= 50 then 'Normal' else 'Weak' end as grade,
  case when rfm >= 90 then 1 when rfm >= 70 then 2 when rfm >= 50 then 3 else 4 end as grade_order
from scored;

create or replace table customer_grades.shares as
select
  month_end, grade, grade_order, count(*) as customers,
  count(*) / sum(count(*)) over (partition by month_end) as share,
  sum(monetary) as monetary, sum(month_sales) as month_sales, false as refitted,
  (last_day((month_end - interval 12 month)::date) + 1)::date as counted_from
from customer_grades.scores
group by month_end, grade, grade_order;

create or replace table customer_grades.movements as
with followed as (
  select
    *,
    lag(grade) over steps as from_grade,
    lag(grade_order) over steps as from_order,
    recency_points - lag(recency_points) over steps as r,
    frequency_points - lag(frequency_points) over steps as f,
    monetary_points - lag(monetary_points) over steps as m
  from customer_grades.scores
  window steps as (partition by customer order by month_end)
)
select
  month_end,
  coalesce(from_grade, 'New') as from_grade,
  grade as to_grade,
  case
    when from_grade is null or from_order = grade_order then null
    when from_order < grade_order
      then case when r <= f and r <= m then 'recency' when f <= m then 'frequency' else 'monetary' end
    else case when r >= f and r >= m then 'recency' when f >= m then 'frequency' else 'monetary' end
  end as reason,
  count(*) as customers,
  sum(month_sales) as month_sales
from followed
where month_end > (select min(month_end) from customer_grades.scores)
group by all;

create or replace table customer_grades.next_period as
select
  graded.month_end, graded.grade, graded.grade_order, count(*) as customers,
  sum(following.month_sales) as next_sales, sum(following.month_sales) / count(*) as next_sales_per_customer
from customer_grades.scores as graded
join customer_grades.scores as following
  on following.customer = graded.customer and following.month_end = last_day((graded.month_end + interval 1 day)::date)
group by graded.month_end, graded.grade, graded.grade_order;

create or replace table customer_grades.alerts as
with pairs as (
  select
    coalesce(was.customer, now.customer) as customer,
    now.month_end as now_end,
    coalesce(was.grade = 'Very Strong', false) as was_best,
    now.grade = 'Very Strong' as is_best,
    was.grade is not null as was_there
  from customer_grades.scores as now
  left join customer_grades.scores as was
    on was.customer = now.customer and was.month_end = last_day((now.month_end - interval 3 month)::date)
),
counted as (
  select
    now_end as month_end,
    last_day((now_end - interval 3 month)::date) as compared_with,
    count(*) filter (is_best) / count(*) as share,
    count(*) filter (was_best) / nullif(count(*) filter (was_there), 0) as share_before,
    count(*) filter (is_best and not was_best) as entered,
    count(*) filter (was_best and not is_best) as gone,
    count(*) as total
  from pairs
  group by now_end
),
changed as (
  select *, share - share_before as change, 1.96 * sqrt(entered + gone - (entered - gone) * (entered - gone) / total) / total as half_width
  from counted
)
select
  month_end, if(share_before is null, null, compared_with) as compared_with, share, share_before, change,
  change - half_width as low, change + half_width as high, 0.01::double as fall,
  case
    when share_before is null then 'first'
    when change <= -0.01 and change + half_width < 0 then 'alert'
    when change <= -0.01 or change + half_width < 0 then 'watch'
    else 'calm'
  end as state
from changed;
