package io.mailyard.tokens;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Scopes;
import io.mailyard.db.Tx;
import java.util.Optional;

/** Reads administrators' scopes in a transaction; their package is above this one. */
@FunctionalInterface
public interface AdministratorScopes {
    /** Empty if switched off or deleted. */
    Optional<Scopes> of(Tx tx, AdministratorId administrator);
}
