package io.mailyard.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was opened, in reverse order; a component that fails to close does not keep the
 * others open.
 */
public final class Lifecycle implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final BooleanSupplier unwanted;

    /**
     * Creates a lifecycle.
     *
     * @param unwanted whether the process should end already, so that nothing more is opened
     */
    Lifecycle(BooleanSupplier unwanted) {
        this.unwanted = unwanted;
    }

    /** The process was asked to end while it opened its components. */
    public static final class StopRequested extends RuntimeException {
        StopRequested() {
            super("asked to stop during the start");
        }
    }

    /**
     * Registers an opened component.
     *
     * @throws StopRequested if nothing more should be opened; the component is registered even then
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
