package io.mailyard.db;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Transaction of a read. */
final class ReadTx implements Tx {
    private final StoreSession session;
    private int statementsLeft;

    /**
     * @param statements how many statements it may run
     */
    ReadTx(StoreSession session, int statements) {
        this.session = session;
        this.statementsLeft = statements;
    }

    /** Invalidates this transaction after the work has returned. */
    void end() {
        statementsLeft = 0;
    }

    @Override
    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... args) {
        return session().query(sql, mapper, args);
    }

    @Override
    public <T> Optional<T> one(String sql, RowMapper<T> mapper, @Nullable Object... args) {
        return session().one(sql, mapper, args);
    }

    @Override
    public long number(String sql, @Nullable Object... args) {
        return session().number(sql, args);
    }

    private StoreSession session() {
        if (statementsLeft-- <= 0) {
            throw new IllegalStateException("readOne runs one statement only, or the read is over");
        }
        return session;
    }

    @Override
    public int update(String sql, @Nullable Object... args) {
        throw readOnly();
    }

    @Override
    public void updateAll(String sql, List<@Nullable Object[]> rows) {
        throw readOnly();
    }

    @Override
    public long nextId(String sequence) {
        throw readOnly();
    }

    @Override
    public void afterCommit(Runnable action) {
        throw readOnly();
    }

    @Override
    public <T> void stage(GroupStage<T> stage, T item) {
        throw readOnly();
    }

    @Override
    public <T> List<T> staged(GroupStage<T> stage) {
        return List.of();
    }

    @Override
    public Dialect dialect() {
        return session.dialect();
    }

    private static IllegalStateException readOnly() {
        return new IllegalStateException("a read changes nothing");
    }
}
