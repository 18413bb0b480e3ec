-- Directories that check administrators' passwords. The password of the one who searches goes with each request, so it
-- is kept as it is; calls and the audit never show it.
CREATE TABLE ldap_servers (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  address text NOT NULL,
  start_tls smallint NOT NULL,
  ca text NOT NULL,
  bind_dn text NOT NULL,
  bind_password text NOT NULL,
  bind_password_set_at bigint,
  user_base text NOT NULL,
  user_filter text NOT NULL,
  user_dn text NOT NULL,
  id_attribute text NOT NULL,
  groups_attribute text NOT NULL,
  group_base text NOT NULL,
  group_filter text NOT NULL,
  roles text NOT NULL,
  active smallint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};
