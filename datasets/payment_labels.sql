-- What each derived variable is called in a report.
-- reads:   payment_features.inventory
-- params:  none
-- returns: feature, window_months, family, ko, en
-- grain:   one row per variable, and one for each public figure
with words as (
  select
    map {
      'amount': '결제액', 'merchant_id': '가맹점', 'category': '업종', 'channel': '결제 수단', 'grocery': '식료품', 'dining': '외식', 'transport': '교통',
      'online_shop': '온라인 쇼핑', 'health': '의료', 'leisure': '여가', 'convenience': '편의점', 'subscription': '구독', 'education': '교육', 'night': '밤',
      'weekend': '주말', 'store': '매장', 'online': '온라인', 'mobile_pay': '간편결제', 'auto_pay': '자동이체', 'phone': '전화 승인'
    } as ko,
    map {
      'amount': 'spending', 'merchant_id': 'merchants', 'category': 'categories', 'channel': 'ways to pay', 'grocery': 'grocery', 'online_shop': 'online shop',
      'night': 'night', 'weekend': 'weekend', 'store': 'store', 'mobile_pay': 'mobile pay', 'auto_pay': 'automatic'
    } as en
),
measured as (
  select
    *,
    coalesce(changes, measure) as what,
    coalesce(words.ko[coalesce(value, source)], value, source, '') as thing_ko,
    coalesce(words.en[coalesce(value, source)], value, source, '') as thing_en
  from payment_features.inventory, words
),
named as (
  select
    feature,
    place,
    window_months,
    measure,
    what,
    case what
      when 'recency' then '마지막 결제 뒤 지난 날수'
      when 'count' then '결제 건수'
      when 'sum' then thing_ko || ' 합계'
      when 'mean' then '건당 ' || thing_ko
      when 'max' then '가장 큰 ' || thing_ko
      when 'min' then '가장 작은 ' || thing_ko
      when 'distinct' then '서로 다른 ' || thing_ko || ' 수'
      when 'share' then thing_ko || ' 결제 비중'
      when 'gap' then '결제 사이 평균 날수'
      when 'slope' then '월 ' || thing_ko || ' 기울기'
    end as ko,
    case what
      when 'recency' then 'Days since the last payment'
      when 'count' then 'Payments'
      when 'sum' then 'Sum of ' || thing_en
      when 'mean' then 'Mean ' || thing_en || ' a payment'
      when 'max' then 'Largest ' || thing_en
      when 'min' then 'Smallest ' || thing_en
      when 'distinct' then 'Different ' || thing_en
      when 'share' then 'Share of ' || thing_en || ' payments'
      when 'gap' then 'Mean days between payments'
      when 'slope' then 'Slope of monthly ' || thing_en
    end as en
  from measured
)
select
  feature,
  window_months,
  if(measure = 'change', 'change', what) as family,
  coalesce('최근 ' || window_months || '개월 ', '') || ko || if(measure = 'change', if(what = 'share', ' 증감', ' 증감률'), '') as ko,
  en
    || if(measure = 'change', ', change on the ' || if(window_months = 1, 'month', window_months || ' months') || ' before', '')
    || coalesce(' (' || if(window_months = 1, 'last month', 'last ' || window_months || ' months') || ')', '') as en
from named
union all
select *
from (
  values
    ('unemployment_rate', null, 'public', '지역 실업률', 'Unemployment of the region'),
    ('consumer_sentiment', null, 'public', '지역 소비자 심리', 'Consumer sentiment of the region')
) as listed(feature, window_months, family, ko, en)
order by feature
