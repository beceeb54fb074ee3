-- Customers of an invented shop by their grade last month and this month.
-- reads:   nothing
-- params:  none
-- returns: grade_before, grade_now, customers
-- grain:   one row per pair of grades that occurs
select * from (values
  ('Very Strong', 'Very Strong', 1310), ('Very Strong', 'Strong', 240), ('Very Strong', 'Normal', 35),
  ('Strong', 'Very Strong', 160), ('Strong', 'Strong', 2480), ('Strong', 'Normal', 410), ('Strong', 'Weak', 60),
  ('Normal', 'Very Strong', 12), ('Normal', 'Strong', 330), ('Normal', 'Normal', 3950), ('Normal', 'Weak', 620),
  ('Weak', 'Strong', 25), ('Weak', 'Normal', 380), ('Weak', 'Weak', 4210)
) as moves(grade_before, grade_now, customers)
