package io.mailyard.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was opened, to be closed in reverse; one that fails to close does not keep the others open.
 */
public final class Lifecycle implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final BooleanSupplier unwanted;

    /**
     * Of what is being opened.
     *
     * @param unwanted whether the process is already to end, so that no more is to be opened
     */
    Lifecycle(BooleanSupplier unwanted) {
        this.unwanted = unwanted;
    }

    /** The process is to end while it still opens its components. */
    public static final class StopRequested extends RuntimeException {
        StopRequested() {
            super("asked to stop during the start");
        }
    }

    /**
     * Keeps what was opened.
     *
     * @throws StopRequested where no more is to be opened; it is kept all the same
     */
    <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        if (unwanted.getAsBoolean()) {
            throw new StopRequested();
        }
        return resource;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable resource = opened.pop();
            try {
                resource.close();
            } catch (Exception failed) {
                LOG.warn("{} did not close cleanly", resource.getClass().getSimpleName(), failed);
            }
        }
    }
}
