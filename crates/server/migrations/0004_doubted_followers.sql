-- A count that differs too much from the last good one to be shown, until a second reading agrees.
ALTER TABLE followers ADD COLUMN doubted BIGINT;
