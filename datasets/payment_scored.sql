-- Both models' scores of the judged cases, each of a model that did not learn from the customer.
-- reads:   payment_base_model.scores, payment_model.scores, payment_base_cases
-- params:  none
-- returns: case_id, customer_id, outcome, without_derived (score without derived variables), with_derived
-- grain:   one row per judged case
--
-- The folds must agree: a score of another fold would have been made by a model that learned from other customers.
select base.case_id, cases.customer_id, base.outcome, base.score as without_derived, derived.score as with_derived
from payment_base_model.scores as base
join payment_model.scores as derived on derived.case_id = base.case_id and derived.fold = base.fold and derived.outcome = base.outcome
join payment_base_cases as cases on cases.case_id = base.case_id
order by base.case_id
