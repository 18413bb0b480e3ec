-- Hashes of passwords that the program had made for people who were deleted before they changed them: the file with one
-- of them at the machine is of no use.
CREATE TABLE administrator_old_passwords (
  hash text PRIMARY KEY
) ${strict};
