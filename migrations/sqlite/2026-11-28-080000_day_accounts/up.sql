-- What a line of the ledger wants of the days under whose caps it counts, where the line itself does not tell: what is taken back of another
-- day, or of several. From here on `member_days.capped` is what a day's lines want before the cap; of a day that was written before, the
-- lines want what they have moved, so that its number stays.
CREATE TABLE ledger_parts (
    line_id BIGINT NOT NULL REFERENCES ledger_lines (id),
    day BIGINT NOT NULL,
    wanted BIGINT NOT NULL,
    PRIMARY KEY (line_id, day)
);

-- What one member's pictures take, and the list of them.
CREATE INDEX media_of_member ON media (member_id, created_at DESC) WHERE member_id IS NOT NULL;
