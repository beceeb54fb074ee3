-- What each channel does for each segment, and for O2O candidates. Edit freely.
-- reads:   nothing
-- params:  none
-- returns: channel, segment, service_ko, service_en, offer_ko, offer_en
-- grain:   one row per channel and segment; channel 'o2o' has the kinds of O2O in the place of segments
select *
from (
  values
    ('store', 'new', '첫 방문 안내와 회원 혜택 설명', 'Welcome at the counter, benefits explained', '첫 달 매장 5% 쿠폰', '5% store coupon in the first month'),
    ('store', 'asleep', '단골 매장 담당자의 안부 문자', 'A text from the staff of their store', '재방문 시 사은품', 'A gift on the next visit'),
    ('store', 'loyal', '전담 직원과 예약 상담', 'An adviser of their own, by appointment', '신상품 먼저 보기', 'First look at new products'),
    ('store', 'casual', '매장 행사 안내', 'News of events in the store', '주말 매장 쿠폰', 'Weekend store coupon'),
    ('web', 'new', '첫 구매 도움말 메일', 'A mail that helps with the first order', '첫 주문 무료 배송', 'First delivery free'),
    ('web', 'asleep', '떠나기 전 본 상품 알림 메일', 'A mail on what they looked at last', '7일 한정 할인 코드', 'A code valid for seven days'),
    ('web', 'loyal', '관심 품목 맞춤 메일', 'A mail on the categories they like', '상시 무료 배송', 'Free delivery, always'),
    ('web', 'casual', '주간 추천 메일', 'Weekly picks by mail', '묶음 구매 할인', 'A discount on bundles'),
    ('app', 'new', '앱 설정과 혜택 안내', 'Help with the set-up of the app', '앱 첫 구매 적립', 'Points on the first purchase'),
    ('app', 'asleep', '재방문 푸시(주 1회 이하)', 'A push to come back, at most weekly', '앱 전용 하루 쿠폰', 'A coupon for one day, in the app only'),
    ('app', 'loyal', '맞춤 추천과 재입고 알림', 'Picks and back-in-stock alerts', '앱 등급 추가 적립', 'Extra points by level'),
    ('app', 'casual', '관심 품목 푸시', 'A push on categories they like', '출석 적립', 'Points for coming back'),
    ('call', 'new', '가입 확인 전화와 이용 안내', 'A call that explains the service', '전화 주문 배송비 면제', 'No delivery fee by phone'),
    ('call', 'asleep', '상담원 안부 전화', 'A call to ask how they are', '재주문 할인', 'A discount on the next order'),
    ('call', 'loyal', '전담 상담원 지정', 'An agent of their own', '우선 연결과 방문 교환', 'First in line, exchange at the door'),
    ('call', 'casual', '정기 주문 안내 전화', 'A call on regular orders', '정기 주문 할인', 'A discount on regular orders'),
    ('o2o', 'both', '온라인·매장 공용 적립과 장바구니', 'One basket and one account for both', '매장에서 찾기(픽업) 적립', 'Points for picking up in the store'),
    ('o2o', 'browses_online', '매장 재고 확인과 픽업 예약', 'Stock of the store, pick-up by reservation', '앱 결제 후 매장 수령 쿠폰', 'A coupon for paying in the app, collecting in the store'),
    ('o2o', 'lives_near', '가까운 매장 안내와 무료 반품', 'The nearest store, free returns there', '매장 수령 시 배송비 환급', 'Delivery fee back on pick-up')
) as services(channel, segment, service_ko, service_en, offer_ko, offer_en)
