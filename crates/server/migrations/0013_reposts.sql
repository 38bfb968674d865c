-- Who passed a post on, as the network calls them; empty for a post of the account's own.
ALTER TABLE posts ADD COLUMN reposted_by TEXT NOT NULL DEFAULT '';
-- When that was; NULL where nobody passed it on or the network does not say.
ALTER TABLE posts ADD COLUMN reposted_at BIGINT;
