-- The list of variables: what is in hand, what could be collected, and what the state publishes. Kept by people.
-- reads:   nothing
-- params:  none
-- returns: variable, source, status (in_hand, collectable, public), weeks to collect, both languages of what it is
-- grain:   one row per variable or group of them
select *
from (
  values
    ('age_band', 'in_hand', '고객 원장', 'customer register', '나이대', 'age band', null),
    ('occupation', 'in_hand', '고객 원장', 'customer register', '직업', 'occupation', null),
    ('region', 'in_hand', '고객 원장', 'customer register', '지역', 'region', null),
    ('tenure_years', 'in_hand', '고객 원장', 'customer register', '가입 연수', 'years as a customer', null),
    ('card_grade', 'in_hand', '고객 원장', 'customer register', '카드 등급', 'card grade', null),
    ('credit_limit', 'in_hand', '고객 원장', 'customer register', '이용 한도', 'credit limit', null),
    ('payments', 'in_hand', '결제 내역', 'payments', '결제 한 건마다 가맹점, 업종, 시각, 금액, 채널', 'merchant, category, time, amount and channel of each payment', null),
    ('app_logins', 'collectable', '모바일 앱 로그', 'app log', '앱 접속 횟수와 시간대', 'app sessions and their hours', 4),
    ('call_reasons', 'collectable', '상담 기록', 'call centre', '상담 사유', 'reasons of calls', 6),
    ('salary_transfer', 'collectable', '계좌 이체 내역', 'account transfers', '급여 이체 여부와 날짜', 'salary transfers and their day', 10),
    ('limit_use', 'collectable', '카드 원장', 'card ledger', '월말 한도 사용률', 'share of the limit used at month-end', 3),
    ('unemployment_rate', 'public', '지역별 고용 통계', 'regional labour statistics', '지역 실업률(월)', 'unemployment of the region, monthly', null),
    ('consumer_sentiment', 'public', '소비자 동향 조사', 'consumer survey', '지역 소비자 심리(월)', 'consumer sentiment of the region, monthly', null)
) as listed(variable, status, source, source_en, meaning, meaning_en, weeks)
order by variable
