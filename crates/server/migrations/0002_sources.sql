-- What is known about each source of posts, whichever sites show it.
CREATE TABLE sources (
    -- 'feed https://…', 'mastodon @user@host', …: the address, not the id in the configuration.
    source TEXT NOT NULL PRIMARY KEY,
    title TEXT,
    etag TEXT,
    last_modified TEXT,
    next_fetch_at BIGINT NOT NULL,
    last_ok_at BIGINT,
    failures BIGINT NOT NULL,
    last_error TEXT,
    -- 1 once the source said that it is gone for good.
    gone BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
