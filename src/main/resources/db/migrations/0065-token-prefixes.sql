-- The first characters of a token's secret, by which a person knows it again, and who made it. Neither is known of the
-- tokens that are there.
ALTER TABLE tokens ADD COLUMN prefix text;
ALTER TABLE tokens ADD COLUMN created_by text;
