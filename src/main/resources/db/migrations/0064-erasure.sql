-- With it suppressions of erased addresses are hashed.
CREATE TABLE erasure_salt (
  one bigint PRIMARY KEY CHECK (one = 1),
  salt text NOT NULL
) ${strict};

${sqlite} INSERT INTO erasure_salt (one, salt) VALUES (1, lower(hex(randomblob(16))));
${postgresql} INSERT INTO erasure_salt (one, salt) VALUES (1, CAST(gen_random_uuid() AS text));
