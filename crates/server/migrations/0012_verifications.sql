-- Whether a profile of a site shows that it is the site's.
CREATE TABLE verifications (
    site TEXT NOT NULL,
    -- The profile's address.
    url TEXT NOT NULL,
    -- When it last did; null: it does not, or nobody could tell for a week.
    verified_at BIGINT,
    checked_at BIGINT,
    next_at BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    PRIMARY KEY (site, url)
);
