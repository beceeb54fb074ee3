-- Names of the variables as readers know them. A variable that is not listed is called by its column.
-- reads:   nothing
-- params:  none
-- returns: feature (column of `churn_customers`), name_ko, name_en
-- grain:   one row per variable
select *
from (
  values
    ('age', '나이', 'age'),
    ('app_visits', '앱 방문 횟수', 'app visits'),
    ('card_type', '카드 종류', 'card type'),
    ('monthly_spend', '월 이용액(천 원)', 'monthly spending (thousand won)'),
    ('overdue_days', '연체 일수', 'days overdue'),
    ('phone_last_digit', '전화번호 끝자리', 'last digit of the phone number')
) as variables(feature, name_ko, name_en)
order by feature
