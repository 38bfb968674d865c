-- The picture of a post, as far as it has been asked for. It goes with its post.
CREATE TABLE media (
    post TEXT NOT NULL PRIMARY KEY REFERENCES posts (digest) ON DELETE CASCADE,
    -- Where it was last asked for. Networks' addresses expire; what is kept stays.
    url TEXT NOT NULL,
    -- In a row without success; 0 once it is kept.
    attempts BIGINT NOT NULL,
    next_fetch_at BIGINT NOT NULL,
    -- What is kept of it, all of these or none.
    id TEXT,
    -- Of the largest file, in pixels.
    width BIGINT,
    height BIGINT,
    -- #rrggbb
    color TEXT,
    -- Of the WebP files, smallest first: '480 960'.
    widths TEXT,
    -- Of all files together.
    bytes BIGINT NOT NULL
);

CREATE INDEX media_by_id ON media (id);

-- Pictures as served. Equal ones are there once, whichever posts show them.
CREATE TABLE media_files (
    -- '<id>-480.webp': never other bytes under the same name.
    name TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    stored_at BIGINT NOT NULL,
    -- PostgreSQL's word for bytes; SQLite keeps bytes as they are, whatever a column is called.
    content BYTEA NOT NULL
);

CREATE INDEX media_files_by_age ON media_files (stored_at);
