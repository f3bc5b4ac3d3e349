INSERT INTO countries (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'Norway');
INSERT INTO agencies (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'North'), (2, 'South');
INSERT INTO users (id, email) OVERRIDING SYSTEM VALUE VALUES (1, 'a@x'), (2, 'b@x');
INSERT INTO memberships (agency_id, user_id, role) VALUES (1, 1, 'owner'), (2, 1, 'member'), (2, 2, 'owner');
INSERT INTO templates (id, agency_id, name) OVERRIDING SYSTEM VALUE VALUES
    (1, NULL, 'plain'), (2, 1, 'ours'), (3, 2, 'ours');
INSERT INTO labels (id, agency_id, name) OVERRIDING SYSTEM VALUE VALUES (1, 1, 'red'), (2, 2, 'blue');
INSERT INTO customers (id, agency_id, country_id, email) OVERRIDING SYSTEM VALUE VALUES
    (1, 1, 1, 'c@x'), (2, 2, NULL, 'c@x'), (3, 1, NULL, 'd@x');
INSERT INTO projects (id, agency_id, customer_id, template_id, parent_id, code, details, tags) OVERRIDING SYSTEM VALUE
VALUES
    (1, 1, 1, 1, NULL, 'P1', '{"a": "it''s"}', '{x,"y,z"}'), (2, 1, 3, 2, 1, 'P2', NULL, NULL),
    (3, 2, 2, 3, NULL, 'P1', NULL, '{}');
INSERT INTO project_labels (agency_id, project_id, label_id) VALUES (1, 1, 1), (2, 3, 2);
INSERT INTO short_links (id, agency_id, project_id, slug) OVERRIDING SYSTEM VALUE VALUES (1, 1, 1, 's1'), (2, 2, 3, 's2');
INSERT INTO log_entries (id, agency_id, project_id, action) OVERRIDING SYSTEM VALUE VALUES
    (1, 1, 1, 'made'), (2, 2, 3, 'made');
