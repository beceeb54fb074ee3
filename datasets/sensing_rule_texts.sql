-- The sensing conditions in words, conditions joined by ` & `.
-- reads:   sensing_rules
-- params:  none
-- returns: rank, rule_ko, rule_en, category_ko, category_en
-- grain:   one row per rule
with days as (
  select * from (values
    ('Monday', '월요일'), ('Tuesday', '화요일'), ('Wednesday', '수요일'), ('Thursday', '목요일'),
    ('Friday', '금요일'), ('Saturday', '토요일'), ('Sunday', '일요일'), ('other', '기타')
  ) as t(en, ko)
),
split as (select rank, category, string_split(rule, ' & ') as parts from sensing_rules.rules),
terms as (
  select rank, category, position, parts[position] as term
  from split, lateral unnest(range(1, len(parts) + 1)) as places(position)
),
worded as (
  select
    terms.rank, terms.position, terms.category, terms.term,
    coalesce(
      days.ko,
      regexp_replace(
        regexp_replace(
          regexp_replace(terms.term, '^within (\S+) m$', '\1m 이내'),
          '^≥ (\S+) visits$', '방문 \1회 이상'
        ),
        '^(\S+) h$', '\1시'
      )
    ) as term_ko
  from terms left join days on days.en = terms.term
)
select
  worded.rank,
  string_agg(worded.term_ko, ' & ' order by worded.position) as rule_ko,
  string_agg(worded.term, ' & ' order by worded.position) as rule_en,
  coalesce(any_value(named.ko), any_value(worded.category)) as category_ko,
  any_value(worded.category) as category_en
from worded left join days as named on named.en = worded.category
group by worded.rank
order by worded.rank
