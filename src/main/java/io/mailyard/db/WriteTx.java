package io.mailyard.db;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The transaction of one work of a group. */
final class WriteTx implements Tx {
    private final StoreSession session;
    private final Sequences sequences;
    private final boolean mayStage;
    private List<StagedItems<?>> staged = List.of();
    private List<Runnable> afterwards = List.of();
    private boolean over;

    /** An item and the stage that stores it. */
    record StagedItems<T>(GroupStage<T> stage, T item) {}

    WriteTx(StoreSession session, Sequences sequences, boolean mayStage) {
        this.session = session;
        this.sequences = sequences;
        this.mayStage = mayStage;
    }

    /** Invalidates this transaction after the work has returned. */
    void end() {
        over = true;
    }

    /** The items in order of staging. */
    List<StagedItems<?>> staged() {
        return staged;
    }

    List<Runnable> afterwards() {
        return afterwards;
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

    @Override
    public int update(String sql, @Nullable Object... args) {
        return session().update(sql, args);
    }

    @Override
    public void updateAll(String sql, List<@Nullable Object[]> rows) {
        session().updateAll(sql, rows);
    }

    @Override
    public long nextId(String sequence) {
        session();
        return sequences.next(sequence);
    }

    @Override
    public void afterCommit(Runnable action) {
        session();
        if (afterwards.isEmpty()) {
            afterwards = new ArrayList<>(2);
        }
        afterwards.add(action);
    }

    @Override
    public <T> void stage(GroupStage<T> stage, T item) {
        session();
        if (!mayStage) {
            throw new IllegalStateException("a stage that is being flushed cannot stage");
        }
        if (staged.isEmpty()) {
            staged = new ArrayList<>(2);
        }
        staged.add(new StagedItems<>(stage, item));
    }

    @Override
    public <T> List<T> staged(GroupStage<T> stage) {
        session();
        List<T> items = new ArrayList<>();
        for (StagedItems<?> stagedItems : staged) {
            if (stagedItems.stage().equals(stage)) {
                @SuppressWarnings("unchecked") // the same stage has items of the same type
                T item = (T) stagedItems.item();
                items.add(item);
            }
        }
        return List.copyOf(items);
    }

    @Override
    public Dialect dialect() {
        return session.dialect();
    }

    private StoreSession session() {
        if (over) {
            throw new IllegalStateException("the work has returned");
        }
        return session;
    }
}
