-- What was spent on networks that charge for reading. Sums are millionths of a US dollar.
CREATE TABLE spending (
    network TEXT NOT NULL,
    -- YYYY-MM, in UTC
    month TEXT NOT NULL,
    micros BIGINT NOT NULL,
    PRIMARY KEY (network, month)
);
