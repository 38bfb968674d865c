-- How many follow a profile. Times are seconds since 1970 in UTC.
CREATE TABLE followers (
    network TEXT NOT NULL,
    handle TEXT NOT NULL,
    -- The last good value and when it was fetched; a failure leaves both.
    count BIGINT,
    fetched_at BIGINT,
    checked_at BIGINT,
    next_fetch_at BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    last_error TEXT,
    -- Grows with every visible change, so that other processes notice.
    revision BIGINT NOT NULL,
    PRIMARY KEY (network, handle)
);

-- One value per UTC day, so that growth can be drawn.
CREATE TABLE follower_days (
    network TEXT NOT NULL,
    handle TEXT NOT NULL,
    -- YYYY-MM-DD
    day TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (network, handle, day)
);
