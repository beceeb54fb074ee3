-- What was supposed of the customers before any model, tested on who left: the difference between two groups that share nobody.
-- reads:   churn_cases
-- params:  none
-- returns: line, statement_ko, statement_en, variables_ko, variables_en, expect (`up`, `down`, `differ`), effect, low, high (99 %: five are looked at together)
-- grain:   one row per hypothesis
with used as (
  select *, median(monthly_spend) over () as middle from churn_cases where part in ('learned', 'held_out')
),
asked as (
  select 1 as line, has_left, monthly_spend > middle as is_in from used
  union all
  select 2, has_left, overdue_days > 15 from used
  union all
  select 3, has_left, age between 35 and 45 from used
  union all
  select 4, has_left, card_type = 'Classic' from used
  union all
  select 5, has_left, phone_last_digit % 2 = 0 from used
),
counted as (
  select
    line,
    count(*) filter (is_in) as n,
    count(*) filter (not is_in) as rest,
    count(*) filter (is_in and has_left) / nullif(count(*) filter (is_in), 0) as rate,
    count(*) filter (not is_in and has_left) / nullif(count(*) filter (not is_in), 0) as rest_rate
  from asked
  group by line
),
words as (
  select *
  from (
    values
      (1, '이용액이 많은 고객은 덜 떠난다', 'Those who spend more leave less', '월 이용액: 중앙값 초과', 'monthly spending above the median', 'down'),
      (2, '오래 연체한 고객은 더 떠난다', 'Those who are long overdue leave more', '연체 일수: 16일 이상', '16 days overdue or more', 'up'),
      (3, '마흔 안팎의 고객은 더 떠난다', 'Those around forty leave more', '나이: 35~45세', 'age 35 to 45', 'up'),
      (4, '기본 카드 고객은 더 떠난다', 'Holders of the plain card leave more', '카드 종류: Classic', 'card type Classic', 'up'),
      (5, '전화번호 끝자리가 짝수인 고객은 다르다', 'Those with an even phone number differ', '전화번호 끝자리: 짝수', 'even last digit', 'differ')
  ) as words(line, statement_ko, statement_en, variables_ko, variables_en, expect)
)
select
  line,
  statement_ko,
  statement_en,
  variables_ko,
  variables_en,
  expect,
  rate - rest_rate as effect,
  rate - rest_rate - 2.58 * sqrt(rate * (1 - rate) / n + rest_rate * (1 - rest_rate) / rest) as low,
  rate - rest_rate + 2.58 * sqrt(rate * (1 - rate) / n + rest_rate * (1 - rest_rate) / rest) as high
from counted join words using (line)
order by line
