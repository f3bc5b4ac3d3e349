create type urgency as enum ('routine', 'soon', 'now');
create table sites (id uuid primary key, name text not null);
create table patients (
    site_id uuid not null references sites (id), id bigint generated always as identity, born date not null,
    email varchar(60) unique, insured boolean not null, primary key (site_id, id)
);
create table visits (
    id bigint generated always as identity primary key, site_id uuid not null references sites (id), patient_id bigint not null,
    urgency urgency not null, room smallint not null check (room between 1 and 30), price numeric(8, 2) not null, at timestamptz not null,
    note text, tags text[] not null, facts jsonb not null, closed_at timestamptz, check (closed_at > at),
    foreign key (site_id, patient_id) references patients (site_id, id)
);
