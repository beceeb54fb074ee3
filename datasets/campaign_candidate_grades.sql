-- Grade of each candidate: the first whose lowest score among past contacts the candidate reaches; 10 below all of them.
-- reads:   campaign_candidate_scores, campaign_graded
-- params:  none
-- returns: customer_id, score, grade (1-10)
-- grain:   one row per candidate
with borders as (select grade, min(score) as lowest from campaign_graded group by grade)
select
  customer_id,
  any_value(candidates.score) as score,
  coalesce(min(borders.grade) filter (candidates.score >= borders.lowest), 10)::integer as grade
from campaign_candidate_scores.scores as candidates
cross join borders
group by customer_id
