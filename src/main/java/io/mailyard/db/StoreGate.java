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
    private final AtomicReference<GateState> state = new AtomicReference<>(new GateOpen());
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

    private sealed interface GateState {}

    private record GateOpen() implements GateState {}

    private record Draining(String target) implements GateState {}

    private record GateClosed(String target) implements GateState {}

    private record GateMoved(String target) implements GateState {}

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
        return !(state.get() instanceof GateOpen);
    }

    /** Why nothing may be written now, for the operator. */
    public Optional<String> closed() {
        return switch (state.get()) {
            case GateOpen _, Draining _ -> Optional.empty();
            case GateClosed(String target) -> Optional.of("the store is being moved to " + target);
            case GateMoved(String target) ->
                    Optional.of("the store was moved to " + target + ": restart the server there");
        };
    }

    /** Where the store is being moved to, or was. */
    public Optional<String> moveTarget() {
        return switch (state.get()) {
            case GateOpen _ -> Optional.empty();
            case Draining(String target) -> Optional.of(target);
            case GateClosed(String target) -> Optional.of(target);
            case GateMoved(String target) -> Optional.of(target);
        };
    }

    /** Whether the store was moved: nothing is ever written to it again. */
    public boolean isMoved() {
        return state.get() instanceof GateMoved;
    }

    /**
     * Refuses a write.
     *
     * @throws StoreMovingException while the store is being moved, and after it was
     */
    void requireOpen() {
        switch (state.get()) {
            case GateOpen _, Draining _ -> {}
            case GateClosed _ -> throw StoreMovingException.isBeingMoved();
            case GateMoved _ -> throw StoreMovingException.wasMoved();
        }
    }

    /** The store has the mark of a move that ended: it is closed for good. */
    void moved(String target) {
        if (!(state.getAndSet(new GateMoved(target)) instanceof GateMoved)) {
            LOG.warn(
                    "the store was moved to {}: this server writes nothing more; stop it and start it there",
                    target);
        }
    }

    private boolean round() {
        Optional<MoveRequest.RequestContent> request = folder.flatMap(MoveRequest::read);
        GateState before = state.get();
        if (before instanceof GateMoved) {
            return false;
        }
        GateState next = request.map(StoreGate::wanted).orElseGet(GateOpen::new);
        if (!next.equals(before) && state.compareAndSet(before, next)) {
            if (next instanceof GateOpen) {
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

    private static GateState wanted(MoveRequest.RequestContent request) {
        return switch (request.phase()) {
            case DRAIN -> new Draining(request.target());
            case CLOSE -> new GateClosed(request.target());
        };
    }

    private static void tell(GateState next) {
        switch (next) {
            case Draining(String target) ->
                    LOG.warn(
                            "mailyard move to {}: no more mail is given to nodes; what is under way ends",
                            target);
            case GateClosed(String target) ->
                    LOG.warn(
                            "mailyard move to {}: the store is closed for writing; reading goes on",
                            target);
            case GateOpen() -> LOG.warn("no move runs any more: the store is open for writing");
            case GateMoved _ -> {}
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
