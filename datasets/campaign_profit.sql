-- What each graded contact brought and cost.
-- reads:   campaign_graded, campaign_contacts
-- params:  none
-- returns: customer_id, contacted_on, score, grade (1-10), responded (0/1), sales, margin, cost
-- grain:   one row per customer who was scored
select graded.*, contacts.sales, contacts.margin, contacts.cost
from campaign_graded as graded
join campaign_contacts as contacts using (customer_id)
