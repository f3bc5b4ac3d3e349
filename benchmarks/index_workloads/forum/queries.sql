-- profile
select "id", "displayName", "karma" from "User" where "handle" = 'handle777';

-- login
select "id" from "User" where lower("email") = 'u4711@mail13.example';

-- name_prefix
select "id", "displayName" from "User" where "displayName" like 'Name 4b%' order by "karma" desc limit 10;

-- leaderboard
select "id", "handle", "karma" from "User" where "bannedUntil" is null order by "karma" desc, "id" limit 50;

-- seen_recently
select count(*) from "User" where "lastSeenAt" > '2026-05-31';

-- hot_in_community
select "id", "title", "score" from "LivePost" where "communityId" = 'c2296f8b53a3324e528ff' order by "score" desc limit 25;
select "id", "title", "score" from "LivePost" where "communityId" = 'c124da17276a0a17927b5' order by "score" desc limit 25;

-- new_in_community
select "id", "title" from "LivePost" where "communityId" = 'c2296f8b53a3324e528ff' order by "pinned" desc, "publishedAt" desc limit 25;
select "id", "title" from "LivePost" where "communityId" = 'c124da17276a0a17927b5' order by "pinned" desc, "publishedAt" desc limit 25;

-- front_page
select "id", "title", "score" from "LivePost" where "publishedAt" > '2026-05-30' and "score" > 100 order by "score" desc limit 30;

-- by_author
select "id", "title", "createdAt" from "Post" where "authorId" = 'cc20ad4d76fe97759aa27' and not "removed" order by "createdAt" desc offset 20 limit 20;

-- title_words
select "id", "title" from "Post" where "title" ilike '%telescope 4f%';

-- body_search
select "id", "title" from "Post" where to_tsvector('english', "title") @@ websearch_to_tsquery('english', 'sourdough telescope why');

-- featured
select "id", "title" from "Post" where "labels" @> '{featured}' and "publishedAt" is not null order by "publishedAt" desc limit 20;

-- imported
select "id" from "Post" where "meta" ->> 'source' = 'S1234';

-- comments_of_post
select "id", "parentId", "body", "score" from "Comment" where "postId" = 'c5480668466bfb871a3c4' and "deletedAt" is null order by "path";

-- replies
select "id", "body" from "Comment" where "parentId" = 'c63e5e93b032d7ad2dcdf' order by "createdAt";

-- my_comments
select c."id", c."createdAt", p."title" from "Comment" c join "Post" p on p."id" = c."postId" where c."authorId" = 'cd645920e395fedad7bbb' and c."createdAt" < '2026-01-01' order by c."createdAt" desc limit 20;

-- best_comment_each
select p."id", b."id", b."score" from "Post" p cross join lateral (select c."id", c."score" from "Comment" c where c."postId" = p."id" order by c."score" desc limit 1) b where p."authorId" = 'cacf4b89d3d503d8252c9';

-- did_i_vote
select "value" from "Vote" where "userId" = 'ce4da3b7fbbce2345d777' and "targetType" = 'post' and "targetId" in ('c18168d112e0c81b06401', 'c6b10b3c2c994b93328b6', 'ca9ef21fed5cfc2d521be');

-- votes_on
select sum("value") from "Vote" where "targetType" = 'post' and "targetId" = 'c8593a1438e61272664be';

-- inbox
select "id", "fromId", "sentAt" from "Message" where "toId" = 'c28dd2c7955ce92645624' and "readAt" is null order by "sentAt" desc limit 20;

-- conversation
select "id", "text", "sentAt" from "Message" where ("fromId" = 'c8f14e45fceea167a5a36' and "toId" = 'cc9f0f895fb98ab9159f5') or ("fromId" = 'cc9f0f895fb98ab9159f5' and "toId" = 'c8f14e45fceea167a5a36') order by "sentAt" desc limit 50;

-- my_mail
select "id", "sentAt" from "Message" where "fromId" = 'c34173cb38f07f89ddbeb' or "toId" = 'c34173cb38f07f89ddbeb';

-- expire_sessions
delete from "Session" where "expiresAt" < '2026-05-26';

-- sessions_of
select "token", "ip" from "Session" where "userId" = 'ca2253857de81a89337df';

-- open_reports
select "id", "targetId", "reason" from "Report" where "state" = 'open' and "handledBy" is null order by "openedAt" limit 50;

-- reports_per_reason
select "reason", count(*) from "Report" where "openedAt" >= '2026-05-01' group by "reason";

-- feed
select "verb", "objectId", "at" from "Activity" where "userId" = 'ceccbc87e4b5ce2fe2830' and "verb" in ('comment', 'post') order by "at" desc limit 30;

-- active_users
select count(distinct "userId") from "Activity" where "at" >= '2026-05-30' and "at" < '2026-05-31';

-- community_page
select "id", "name" from "Community" where "slug" = 'community-17';

-- all_time_views
select "verb", count(*) from "Activity" group by "verb";
