package io.mailyard.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The socket of a service manager, unix(7), at which sd_notify(3) arrives. */
public final class NotifySocket implements AutoCloseable {
    private static final int SOCKADDR = 110;
    private static final int MOST_BYTES = 1_000;
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;

    /** recv(2) returns at once. */
    private static final int MSG_DONTWAIT = 0x40;

    private final int descriptor;

    private NotifySocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Binds it.
     *
     * @param name a path, or an abstract name after {@code @}
     */
    public static NotifySocket bind(String name) {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor =
                    (int)
                            handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)
                                    .invokeExact(AF_UNIX, SOCK_DGRAM, 0);
            byte[] path = name.getBytes(StandardCharsets.UTF_8);
            MemorySegment address = arena.allocate(SOCKADDR);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            for (int i = 0; i < path.length; i++) {
                address.set(JAVA_BYTE, 2L + i, path[i] == '@' ? 0 : path[i]);
            }
            int length = 2 + path.length + (path[0] == '@' ? 0 : 1);
            int bound =
                    (int)
                            handle("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT)
                                    .invokeExact(descriptor, address, length);
            if (bound != 0) {
                throw new IllegalStateException("cannot bind " + name);
            }
            return new NotifySocket(descriptor);
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable failed) {
            throw new IllegalStateException(failed);
        }
    }

    @SuppressWarnings("restricted") // the launcher allows native access
    private static MethodHandle handle(
            String name, MemoryLayout result, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, parameters));
    }

    private Optional<String> poll() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(MOST_BYTES);
            long got =
                    (long)
                            handle("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)
                                    .invokeExact(
                                            descriptor, buffer, (long) MOST_BYTES, MSG_DONTWAIT);
            return got < 0
                    ? Optional.empty()
                    : Optional.of(
                            new String(
                                    buffer.asSlice(0, got).toArray(JAVA_BYTE),
                                    StandardCharsets.UTF_8));
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The next state that arrives. */
    public String next() {
        List<String> arrived = new ArrayList<>();
        Await.until(() -> {
            poll().ifPresent(arrived::add);
            return !arrived.isEmpty();
        });
        return arrived.getFirst();
    }

    /** All states up to the first that begins so, and that one. */
    public List<String> until(String start) {
        List<String> arrived = new ArrayList<>(List.of(next()));
        while (!arrived.getLast().startsWith(start)) {
            arrived.add(next());
        }
        return arrived;
    }

    @Override
    public void close() {
        try {
            int closed = (int) handle("close", JAVA_INT, JAVA_INT).invokeExact(descriptor);
            if (closed != 0) {
                throw new IllegalStateException("cannot close it");
            }
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable failed) {
            throw new IllegalStateException(failed);
        }
    }
}
