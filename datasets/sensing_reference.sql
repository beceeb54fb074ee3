-- Sensing conditions of the published case, in its order. The last row is all rules together.
-- reads:   nothing
-- params:  none
-- returns: rank, rule_ko, rule_en (conditions joined by ` & `), efficiency, multiple (of that of all rules), is_representative
-- grain:   one row per rule
select rank::integer as rank, rule_ko, rule_en, efficiency::integer as efficiency, multiple::decimal(3, 1) as multiple, rank <= 5 as is_representative
from (values
  (1, 'MALL(종합몰) & 200m 이내 & 12–18시 & 방문 5회 이상', 'MALL & within 200 m & 12–18 h & ≥ 5 visits', 897, 5.9),
  (2, 'DSTR(백화점) & 200m 이내 & 12–18시', 'DSTR & within 200 m & 12–18 h', 862, 5.7),
  (3, '토요일 & 12–18시 & 200m 이내 & 방문 5회 이상', 'Saturday & 12–18 h & within 200 m & ≥ 5 visits', 770, 5.1),
  (4, '금요일 & 200m 이내 & 12–18시 & 방문 5회 이상', 'Friday & within 200 m & 12–18 h & ≥ 5 visits', 756, 5.0),
  (5, '기타 & 200m 이내 & 12–18시 & 방문 5회 이상', 'other & within 200 m & 12–18 h & ≥ 5 visits', 742, 4.9),
  (6, '모든 규칙', 'all rules', 151, 1.0)
) as t(rank, rule_ko, rule_en, efficiency, multiple)
