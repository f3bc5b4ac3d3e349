-- of_member
select id, note from loans where member_id = ? order by lent_on desc limit 5;

-- open_loans
select id from loans where status = 'open' order by lent_on limit 10;

-- between
select count(*) from loans where lent_on between :since and :until;

-- by_key
select note from loans where id = ?;

-- everything
select max(note) from loans where shelf in (?, ?, ?, ?);

-- give_back
update loans set status = 'done' where member_id = ? and status = 'late';
