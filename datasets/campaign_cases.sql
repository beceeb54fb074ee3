-- What the response model learns from: every column of the contacts but the day of contact and what came of it in money.
-- reads:   campaign_contacts
-- params:  none
-- returns: customer_id, responded (0/1), and the features, whatever they are
-- grain:   one row per customer who was contacted
select columns(name -> name not in ('contacted_on', 'sales', 'margin', 'cost'))
from campaign_contacts
