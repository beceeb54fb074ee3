-- The hypotheses, each with the derived variable that tests it. Kept by people.
-- reads:   nothing
-- params:  none
-- returns: hypothesis, feature, expects (up, down, differ: the outcome where the variable is large), both languages of the sentence
-- grain:   one row per hypothesis
select *
from (
  values
    ('form', 'merchant_id_distinct_6m', 'differ', '과거 구매 형태(이용 가맹점 수)에 따라 이후가 다르다', 'Past purchase form (how many merchants are used) shapes what follows'),
    ('night', 'night_share_change_3m', 'up', '밤 결제 비중이 늘어난 고객에게 더 많이 일어난다', 'It happens more where the share of night payments has risen'),
    ('spending', 'amount_sum_change_3m', 'down', '앞선 석 달보다 결제액이 준 고객에게 더 많이 일어난다', 'It happens more where spending fell against the three months before'),
    ('weekend', 'weekend_share_3m', 'differ', '주말에 주로 쓰는 고객은 이후가 다르다', 'Those who pay at weekends turn out differently')
) as listed(hypothesis, feature, expects, sentence, sentence_en)
order by hypothesis
