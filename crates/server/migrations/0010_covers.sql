-- What is put before a post by its author, and what is beside its text.
ALTER TABLE posts ADD COLUMN warning TEXT NOT NULL DEFAULT '';
-- 1 if the picture is one that not everybody wants to see.
ALTER TABLE posts ADD COLUMN sensitive BIGINT NOT NULL DEFAULT 0;
-- 1 if there is a video where the post lives.
ALTER TABLE posts ADD COLUMN video BIGINT NOT NULL DEFAULT 0;
