-- Contacts in ten grades by their out-of-fold score, the best first. Equal scores at a border are settled by customer.
-- reads:   campaign_response, campaign_contacts
-- params:  none
-- returns: customer_id, contacted_on, score, grade (1-10), responded (0/1)
-- grain:   one row per customer who was scored
select
  customer_id,
  contacts.contacted_on,
  scored.score,
  ((row_number() over (order by scored.score desc, customer_id) - 1) * 10 // count(*) over ())::integer + 1 as grade,
  contacts.responded::integer as responded
from campaign_response.scores as scored
join campaign_contacts as contacts using (customer_id)
