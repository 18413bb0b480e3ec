-- A search in the list of accounts looks at every name and title: here they stand without the rest of the rows, in the order of
-- the list, with what the list is filtered by.
CREATE INDEX accounts_search ON accounts (id, name_key, title_key, is_active, is_frozen, tariff_id, deleted_at);
