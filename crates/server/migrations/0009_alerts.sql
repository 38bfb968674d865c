-- Who wants letters about a topic. Rows that nobody confirms are deleted after two days.
CREATE TABLE alerts (
    -- Random, and in the letters' links: who knows it may confirm and end.
    token TEXT NOT NULL PRIMARY KEY,
    site TEXT NOT NULL,
    topic TEXT NOT NULL,
    address TEXT NOT NULL,
    lang TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    -- The number of the last post that a letter was about.
    seen BIGINT NOT NULL,
    -- When the next letter is due.
    next_at BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    UNIQUE (site, topic, address)
);

-- The posts of a topic, numbered in the order in which they were first shown there: a post that waited
-- for a decision is new on the day it is approved, however old it is.
CREATE TABLE alert_posts (
    site TEXT NOT NULL,
    topic TEXT NOT NULL,
    -- The digest of the post.
    post TEXT NOT NULL,
    number BIGINT NOT NULL,
    shown_at BIGINT NOT NULL,
    PRIMARY KEY (site, topic, post)
);

-- Which process writes the letters of a topic, and until when it may.
CREATE TABLE alert_turns (
    site TEXT NOT NULL,
    topic TEXT NOT NULL,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (site, topic)
);
