package io.mailyard.db;

import io.mailyard.base.StartException;
import java.sql.SQLException;

/** An empty database beside a PostgreSQL store, for a try; dropped when it is closed. */
public final class ScratchDatabase implements AutoCloseable {
    private final StoreConfig beside;
    private final StoreConfig config;
    private final String name;

    private ScratchDatabase(StoreConfig beside, StoreConfig config, String name) {
        this.beside = beside;
        this.config = config;
        this.name = name;
    }

    /**
     * Creates it on the server of {@code beside}.
     *
     * @param schema the schema that a store in it uses
     * @throws StartException if the user may not create databases
     */
    public static ScratchDatabase create(StoreConfig beside, String schema) {
        String name =
                "mailyard_drill_"
                        + ProcessHandle.current().pid()
                        + "_"
                        + Long.toString(System.nanoTime() & 0xfffffff, 36);
        Postgres postgres = new Postgres(beside);
        postgres.check(beside.startWait());
        try (StoreSession session = postgres.owner()) {
            session.execute("CREATE DATABASE " + name + " ENCODING 'UTF8' TEMPLATE template0");
        } catch (SQLException e) {
            throw new StartException(
                    "cannot create a database beside " + beside.place() + ": " + Failures.text(e),
                    e);
        }
        return new ScratchDatabase(beside, beside.at(name, schema), name);
    }

    /** The store in it. */
    public StoreConfig config() {
        return config;
    }

    /**
     * Lets sessions that begin from now on write or not; those that are open go on as they were.
     *
     * @throws StartException if the server does not answer
     */
    public void readOnly(boolean on) {
        String statement =
                "ALTER DATABASE "
                        + name
                        + (on
                                ? " SET default_transaction_read_only = on"
                                : " RESET default_transaction_read_only");
        try (StoreSession session = new Postgres(beside).owner()) {
            session.execute(statement);
        } catch (SQLException e) {
            throw new StartException(
                    "cannot change the database " + name + ": " + Failures.text(e), e);
        }
    }

    @Override
    public void close() {
        try (StoreSession session = new Postgres(beside).owner()) {
            session.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        } catch (SQLException e) {
            throw new StartException(
                    "cannot drop the database " + name + ": " + Failures.text(e), e);
        }
    }
}
