package io.mailyard.tariffs;

import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import java.util.Optional;

/** Where tariffs are kept. */
interface TariffStore {
    Optional<Tariff> find(Tx tx, TariffId id);

    /** By its name, as written. */
    Optional<Tariff> named(Tx tx, String name);

    Slice<Tariff> list(Tx tx, Page page);

    void insert(Tx tx, Tariff tariff);

    void update(Tx tx, Tariff tariff);

    void delete(Tx tx, TariffId id);
}
