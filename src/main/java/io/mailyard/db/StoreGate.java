package io.mailyard.db;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process may write to its store. A move of the embedded store asks the running
 * server, by {@link MoveRequest}, to give out no more work, and then to write nothing. What holds
 * in any case is the lock of SQLite that the move has meanwhile, and the mark that it leaves in the
 * same transaction: the gate only answers callers at once, and tells them why.
 */
public final class StoreGate implements AutoCloseable {
    /** The sequence in which a server says which request it has heard. */
    static final String HEARD = "move-heard";

    /** A look is one call of the file system. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(StoreGate.class);

    private final Optional<Path> folder;
    private final AtomicReference<State> state = new AtomicReference<>(new Open());
    private final BackgroundLoop rounds;
    private Acknowledgement acknowledgement = number -> {};
    private long heard;

    /** Stores that a request was heard. */
    @FunctionalInterface
    interface Acknowledgement {
        /**
         * The number of the request; 0: none any more, which is only to look whether a mark is
         * there.
         */
        void write(long number);
    }

    private sealed interface State {}

    private record Open() implements State {}

    private record Draining(String target) implements State {}

    private record Closed(String target) implements State {}

    private record Moved(String target) implements State {}

    private StoreGate(Optional<Path> folder) {
        this.folder = folder;
        this.rounds = new BackgroundLoop("store-gate", LOOK, this::round);
    }

    /** Gate of a store that nobody asks to close. */
    static StoreGate unwatched() {
        return new StoreGate(Optional.empty());
    }

    /** Gate of the embedded store in a data folder. */
    static StoreGate of(Path folder) {
        return new StoreGate(Optional.of(folder));
    }

    void start(Acknowledgement how) {
        acknowledgement = how;
        if (folder.isPresent()) {
            rounds.start();
        }
    }

    /** Whether no work may be given out: what is under way ends, and nothing begins. */
    public boolean drains() {
        return !(state.get() instanceof Open);
    }

    /** Why nothing may be written now, for the operator. */
    public Optional<String> closed() {
        return switch (state.get()) {
            case Open _, Draining _ -> Optional.empty();
            case Closed(String target) -> Optional.of("the store is being moved to " + target);
            case Moved(String target) ->
                    Optional.of("the store was moved to " + target + ": restart the server there");
        };
    }

    /** Where the store is being moved to, or was. */
    public Optional<String> moveTarget() {
        return switch (state.get()) {
            case Open _ -> Optional.empty();
            case Draining(String target) -> Optional.of(target);
            case Closed(String target) -> Optional.of(target);
            case Moved(String target) -> Optional.of(target);
        };
    }

    /** Whether the store was moved: nothing is ever written to it again. */
    public boolean isMoved() {
        return state.get() instanceof Moved;
    }

    /**
     * Refuses a write.
     *
     * @throws StoreMovingException while the store is being moved, and after it was
     */
    void requireOpen() {
        switch (state.get()) {
            case Open _, Draining _ -> {}
            case Closed _ -> throw StoreMovingException.isBeingMoved();
            case Moved _ -> throw StoreMovingException.wasMoved();
        }
    }

    /** The store has the mark of a move that ended: it is closed for good. */
    void moved(String target) {
        if (!(state.getAndSet(new Moved(target)) instanceof Moved)) {
            LOG.warn(
                    "the store was moved to {}: this server writes nothing more; stop it and start it there",
                    target);
        }
    }

    private boolean round() {
        Optional<MoveRequest.RequestContent> request = folder.flatMap(MoveRequest::read);
        State before = state.get();
        if (before instanceof Moved) {
            return false;
        }
        State next = request.map(StoreGate::wanted).orElseGet(Open::new);
        if (!next.equals(before) && state.compareAndSet(before, next)) {
            if (next instanceof Open) {
                lookForMark();
            }
            if (next.equals(state.get())) {
                tell(next);
            }
        }
        if (next instanceof Draining && request.get().number() != heard) {
            acknowledgement.write(request.get().number());
            heard = request.get().number();
        }
        return false;
    }

    /** Finds the mark, where the move came to its end, before a caller does. */
    private void lookForMark() {
        try {
            acknowledgement.write(0);
        } catch (StoreMovingException found) {
            LOG.debug("{}", found.getMessage());
        }
    }

    private static State wanted(MoveRequest.RequestContent request) {
        return switch (request.phase()) {
            case DRAIN -> new Draining(request.target());
            case CLOSE -> new Closed(request.target());
        };
    }

    private static void tell(State next) {
        switch (next) {
            case Draining(String target) ->
                    LOG.warn(
                            "mailyard move to {}: no more mail is given to nodes; what is under way ends",
                            target);
            case Closed(String target) ->
                    LOG.warn(
                            "mailyard move to {}: the store is closed for writing; reading goes on",
                            target);
            case Open() -> LOG.warn("no move runs any more: the store is open for writing");
            case Moved _ -> {}
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
