-- Customers of a generated shop: nearly all joined before 2024, the rest one by one until the end of 2026.
-- reads:   nothing
-- params:  $as_of  customers who joined later are not there yet
-- returns: customer_id, name, joined_on, region, region_en, channel, channel_en
-- grain:   one row per customer
with draws as (
  select
    n,
    'C' || lpad(n::varchar, 5, '0') as customer_id,
    (hash('joined ' || n) % 1000003) / 1000003.0 as joined_draw,
    (hash('region ' || n) % 1000003) / 1000003.0 as region_draw,
    (hash('channel ' || n) % 1000003) / 1000003.0 as channel_draw,
    (hash('ticket ' || n) % 1000003) / 1000003.0 as ticket_draw
  from range(1, 12201) as numbers(n)
),
placed as (
  select
    *,
    case
      when joined_draw < 0.95 then date '2019-01-01' + (joined_draw / 0.95 * 1825)::integer
      else date '2024-01-01' + ((joined_draw - 0.95) / 0.05 * 1095)::integer
    end as joined_on,
    case
      when region_draw < 0.24 then 1
      when region_draw < 0.52 then 2
      when region_draw < 0.72 then 3
      when region_draw < 0.82 then 4
      when region_draw < 0.91 then 5
      else 6
    end as region_number
  from draws
),
channelled as (
  select
    *,
    case
      when channel_draw < if(region_number = 3, 0.70, 0.45) then 1
      when channel_draw < if(region_number = 3, 0.88, 0.83) then 2
      else 3
    end as channel_number
  from placed
)
select
  customer_id,
  case
    when ticket_draw > 0.985 and n % 2 = 0
      then '대한민국지역농산물직거래유통협동조합연합회' || ['서울', '경기', '부산', '대구', '전주', '대전'][region_number]
        || '지역본부공동구매사업운영위원회' || '지회'
    else
      ['김', '이', '박', '최', '정', '강', '조', '윤', '장', '임', '한', '오', '서', '신', '권', '황', '안', '송', '류', '홍'][
        (hash('family ' || n) % 20 + 1)::integer
      ] || ['서', '민', '지', '하', '도', '은', '예', '준', '시', '유', '수', '현', '채', '태', '가'][
        (hash('first ' || n) % 15 + 1)::integer
      ] || ['연', '준', '우', '윤', '아', '원', '빈', '희', '진', '호', '율', '린', '영', '경', '혁'][
        (hash('second ' || n) % 15 + 1)::integer
      ]
  end as name,
  joined_on,
  ['서울', '경기·인천', '부산·경남', '대구·경북', '광주·전라', '대전·충청'][region_number] as region,
  ['Seoul', 'Gyeonggi–Incheon', 'Busan–Gyeongnam', 'Daegu–Gyeongbuk', 'Gwangju–Jeolla', 'Daejeon–Chungcheong'][
    region_number
  ] as region_en,
  ['매장', '모바일 앱', '온라인몰'][channel_number] as channel,
  ['store', 'mobile app', 'online shop'][channel_number] as channel_en
from channelled
where joined_on <= cast($as_of as date)
order by customer_id
