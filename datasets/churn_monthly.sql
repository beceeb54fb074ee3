-- How good the score is and how it is spread, month by month, by scores that their model did not learn from: out-of-fold for the
-- months learned from, of the kept model for all others.
-- reads:   churn_cases, churn_model, churn_watched
-- params:  none
-- returns: seen_on, part, customers, leavers, rate, mean_score, low_score, q1, median, q3, high_score, auroc, auroc_low, auroc_high
-- grain:   one row per month-end and part (`learned`, `held_out`, `earlier`, `unused`, `now`)
with scored as (
  select
    cases.seen_on,
    cases.part,
    cases.has_left,
    coalesce(learned.score, watched.score) as score
  from churn_cases as cases
  join churn_watched.scores as watched using (case_id)
  left join churn_model.scores as learned using (case_id)
),
ranked as (
  select
    *,
    rank() over ties + (count(*) over same_score - 1) / 2.0 as midrank
  from scored
  window
    ties as (partition by seen_on, part, has_left is null order by score),
    same_score as (partition by seen_on, part, has_left is null, score)
),
counted as (
  select
    seen_on,
    part,
    count(*) as customers,
    count(*) filter (has_left) as leavers,
    count(*) filter (not has_left) as stayers,
    sum(midrank) filter (has_left) as rank_sum,
    avg(score order by score) as mean_score,
    quantile_cont(score, [0.05, 0.25, 0.5, 0.75, 0.95]) as spread
  from ranked
  group by seen_on, part
),
judged as (
  select
    *,
    (rank_sum - leavers * (leavers + 1) / 2.0) / (nullif(leavers, 0) * nullif(stayers, 0)) as auroc
  from counted
),
-- Standard error by Hanley and McNeil (1982).
bounded as (
  select
    *,
    1.96 * sqrt(
      (
        auroc * (1 - auroc)
        + (leavers - 1) * (auroc / (2 - auroc) - auroc * auroc)
        + (stayers - 1) * (2 * auroc * auroc / (1 + auroc) - auroc * auroc)
      )
      / (leavers * stayers)
    ) as half_width
  from judged
)
select
  seen_on,
  part,
  customers,
  if(leavers + stayers > 0, leavers, null) as leavers,
  leavers / nullif(leavers + stayers, 0) as rate,
  mean_score,
  spread[1] as low_score,
  spread[2] as q1,
  spread[3] as median,
  spread[4] as q3,
  spread[5] as high_score,
  auroc,
  if(auroc is null, null, greatest(auroc - half_width, 0)) as auroc_low,
  if(auroc is null, null, least(auroc + half_width, 1)) as auroc_high
from bounded
order by seen_on, part
