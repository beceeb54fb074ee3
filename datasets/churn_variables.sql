-- The variables by the titles that the datasets upstream give their columns; one without a title is called by its column.
-- reads:   churn_reasons
-- params:  none
-- returns: feature, name_ko, name_en
-- grain:   one row per variable that the model learned from
select feature, title_ko as name_ko, title_en as name_en
from churn_reasons.importance
order by feature
