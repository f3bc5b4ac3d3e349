-- An index on a partitioned table.

-- old
CREATE TABLE events (
    id bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    kind text NOT NULL,
    payload text,
    PRIMARY KEY (id, happened_at)
) PARTITION BY RANGE (happened_at);
CREATE TABLE events_early PARTITION OF events FOR VALUES FROM ('2019-01-01') TO ('2020-01-06');
CREATE TABLE events_late PARTITION OF events FOR VALUES FROM ('2020-01-06') TO ('2040-01-01');

-- naive
CREATE INDEX events_kind ON events (kind);
