-- How each grade is looked after: the list that the teams in charge keep.
-- reads:   nothing
-- params:  none
-- returns: grade, care, offer, channel, each of the three in Korean and in English (_en)
-- grain:   one row per grade, by the names that `customer_grades` gives
select grade, care, care_en, offer, offer_en, channel, channel_en
from (
  values
    ('Very Strong', '전담 상담원이 한 달 안에 안부 연락', 'A call by their own adviser within the month',
      '우량 고객 전용 혜택, 신상품 먼저 보기', 'Benefits of the grade, first look at what is new', '전화', 'Phone'),
    ('Strong', '한 번 더 살 이유를 제안', 'A reason for one more purchase',
      '묶음 구매 할인, 정기 구매', 'Bundle price, subscription', '앱 알림', 'App message'),
    ('Normal', '다음 구매 시기에 맞추어 알림', 'A reminder when the next purchase is due',
      '다시 사면 쓰는 쿠폰', 'Coupon for the next purchase', '문자', 'Text message'),
    ('Weak', '돈 들이지 않고 소식만 전함', 'News only, at no cost',
      '분기 한 번 재방문 쿠폰', 'Come-back coupon once a quarter', '이메일', 'E-mail')
) as kept(grade, care, care_en, offer, offer_en, channel, channel_en)
