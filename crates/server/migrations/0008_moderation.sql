-- What rules look at besides the text.
ALTER TABLE posts ADD COLUMN lang TEXT NOT NULL DEFAULT '';
-- One tag a line.
ALTER TABLE posts ADD COLUMN tags TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN repost BIGINT NOT NULL DEFAULT 0;
-- Grows whenever the source has changed the post.
ALTER TABLE posts ADD COLUMN edition BIGINT NOT NULL DEFAULT 1;

-- What became of a post on a site: what its rules say, and what somebody decided.
CREATE TABLE moderation (
    site TEXT NOT NULL,
    -- The digest of the post.
    post TEXT NOT NULL,
    -- The edition that the rules have seen; 0 for none.
    edition BIGINT NOT NULL,
    -- '', 'hide', 'hold' or 'pin', with the rule's name and what it found.
    action TEXT NOT NULL,
    rule TEXT NOT NULL,
    why TEXT NOT NULL,
    -- The post that stands for this one, which says the same; '' for none.
    same_as TEXT NOT NULL,
    -- '', 'approved', 'hidden' or 'killed', and the edition it was decided on.
    decided TEXT NOT NULL,
    decided_edition BIGINT NOT NULL,
    -- 1 or 0 by hand, NULL as the rules say.
    pinned BIGINT,
    -- The picture's alternative text in place of the source's.
    alt TEXT,
    PRIMARY KEY (site, post)
);

-- Which posts belong to which topic of a site.
CREATE TABLE topic_posts (
    site TEXT NOT NULL,
    topic TEXT NOT NULL,
    post TEXT NOT NULL,
    PRIMARY KEY (site, topic, post)
);

-- When moderation last changed what a site shows, so that every process notices.
CREATE TABLE moderated_sites (
    site TEXT NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Who did what; rows are added, never changed.
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    -- Microseconds since 1970 in UTC.
    at BIGINT NOT NULL,
    site TEXT NOT NULL,
    post TEXT NOT NULL,
    who TEXT NOT NULL,
    -- Who confirmed; '' for decisions about one post.
    second TEXT NOT NULL,
    action TEXT NOT NULL,
    reason TEXT NOT NULL,
    before_state TEXT NOT NULL,
    after_state TEXT NOT NULL
);

CREATE INDEX audit_by_time ON audit (site, at);

-- Decisions about several posts that wait for a second person.
CREATE TABLE proposals (
    id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    site TEXT NOT NULL,
    action TEXT NOT NULL,
    alt TEXT NOT NULL,
    -- Digests, separated by spaces.
    posts TEXT NOT NULL,
    who TEXT NOT NULL,
    reason TEXT NOT NULL
);
