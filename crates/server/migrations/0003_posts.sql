-- Posts as cleaned when they were stored.
CREATE TABLE posts (
    source TEXT NOT NULL,
    -- As the source names it.
    id TEXT NOT NULL,
    -- A digest of source and id: unique, and sorts alike under every collation.
    digest TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    -- JSON of the allow-listed tree.
    body TEXT NOT NULL,
    image_url TEXT NOT NULL,
    image_alt TEXT NOT NULL,
    published BIGINT,
    -- The publishing time, but never in the future; the time of storing if none is given.
    sort_at BIGINT NOT NULL,
    -- 1 for made-up posts of a demo.
    sample BIGINT NOT NULL,
    PRIMARY KEY (source, id)
);

CREATE INDEX posts_by_time ON posts (source, sort_at);
