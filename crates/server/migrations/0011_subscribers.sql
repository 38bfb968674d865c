-- How many subscribers a feed reader last told of for a feed of ours: the least it told on that day.
CREATE TABLE subscribers (
    site TEXT NOT NULL,
    -- Empty for the feeds of the whole site.
    topic TEXT NOT NULL,
    -- The feed's file name: readers know each format as a feed of its own.
    file TEXT NOT NULL,
    reader TEXT NOT NULL,
    -- YYYY-MM-DD
    day TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (site, topic, file, reader)
);
