-- What proves that a challenge was given out by this platform: nothing is stored before a passkey has answered it. Those
-- that were answered are in passkey_challenges until they would have ended, whoever asked (network is empty).
CREATE TABLE passkey_key (
  id bigint PRIMARY KEY,
  secret text NOT NULL
) ${strict};
