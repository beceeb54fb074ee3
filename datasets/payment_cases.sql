-- What a model with derived variables learns from: the columns of the register and all derived ones, row by row as in `payment_base_cases`.
-- reads:   payment_base_cases, payment_derived
-- params:  none
-- returns: the columns of payment_base_cases, and those of payment_derived but its keys
-- grain:   one row per customer and base month
select base.*, derived.* exclude (case_id, base_month, chosen_outcome)
from payment_base_cases as base
join payment_derived as derived on derived.case_id = base.case_id
order by base.case_id
