package io.mailyard.server;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.mailyard.db.OpeningProgress;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd what the service does, by the protocol of sd_notify(3): a datagram to the Unix
 * socket that the environment names. Elsewhere nothing happens. Java has no Unix datagrams, so the
 * C library is called.
 */
public final class ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
    private static final String SOCKET = "NOTIFY_SOCKET";
    private static final Duration AGAIN = Duration.ofSeconds(10);

    static final String OPENING =
            "EXTEND_TIMEOUT_USEC=60000000\nSTATUS=Opening the store: waiting for it, or changing its schema";

    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;

    /** The length of {@code sun_path}, unix(7). */
    private static final int MOST_PATH = 108;

    private ServiceManager() {}

    /**
     * The start goes on, whatever {@code TimeoutStartSec} is: said again well before the time that
     * is asked for ends.
     */
    static OpeningProgress opening() {
        return new OpeningProgress(AGAIN, () -> tell(OPENING));
    }

    /** The service has started. */
    public static void ready() {
        tell("READY=1\nSTATUS=Serving");
    }

    /** The service begins to stop. */
    public static void stopping() {
        tell("STOPPING=1\nSTATUS=Stopping: what is under way ends first");
    }

    private static void tell(String state) {
        String socket = System.getenv(SOCKET);
        if (socket == null || socket.isEmpty()) {
            return;
        }
        String fault = send(socket, state);
        if (fault != null) {
            LOG.warn("the service manager cannot be told at {}: {}", socket, fault);
        }
    }

    /**
     * Sends a state.
     *
     * @param socket a path, or an abstract name after {@code @}
     * @return what failed; null: nothing
     */
    static @Nullable String send(String socket, String state) {
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        if (path.length >= MOST_PATH || (path[0] != '/' && path[0] != '@')) {
            return "it is neither a path nor an abstract name of at most 107 bytes";
        }
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) call("socket", AF_UNIX, SOCK_DGRAM, 0);
            if (descriptor < 0) {
                return "socket() failed";
            }
            try {
                MemorySegment address = arena.allocate(2 + MOST_PATH);
                address.set(JAVA_SHORT, 0, AF_UNIX);
                for (int i = 0; i < path.length; i++) {
                    address.set(JAVA_BYTE, 2 + i, i == 0 && path[i] == '@' ? 0 : path[i]);
                }
                int length = 2 + path.length + (path[0] == '@' ? 0 : 1);
                byte[] bytes = state.getBytes(StandardCharsets.UTF_8);
                MemorySegment text = arena.allocateFrom(JAVA_BYTE, bytes);
                MethodHandle sendto =
                        handle(
                                "sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT,
                                ADDRESS, JAVA_INT);
                long sent =
                        (long)
                                sendto.invokeExact(
                                        descriptor, text, (long) bytes.length, 0, address, length);
                return sent == bytes.length ? null : "sendto() failed";
            } finally {
                call("close", descriptor);
            }
        } catch (Throwable failed) {
            return String.valueOf(failed);
        }
    }

    private static Object call(String name, Object... numbers) throws Throwable {
        MemoryLayout[] parameters = new MemoryLayout[numbers.length];
        Arrays.fill(parameters, JAVA_INT);
        Object[] arguments = new Object[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            arguments[i] = ((Number) numbers[i]).intValue();
        }
        return handle(name, JAVA_INT, parameters).invokeWithArguments(arguments);
    }

    @SuppressWarnings("restricted") // the launcher allows native access
    private static MethodHandle handle(
            String name, MemoryLayout result, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, parameters));
    }
}
