package io.mailyard.server;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service manager is told, received by a Unix datagram socket. */
class ServiceManagerTest {
    private static final int SOCKADDR = 110;

    @TempDir private Path folder;

    @SuppressWarnings("restricted") // the launcher allows native access
    private static MethodHandle handle(
            String name, MemoryLayout result, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, parameters));
    }

    /** Binds that name, has a state sent to it, and returns what arrived. */
    private static String received(String name, String state) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor =
                    (int)
                            handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)
                                    .invokeExact(1, 2, 0);
            byte[] path = name.getBytes(StandardCharsets.UTF_8);
            MemorySegment address = arena.allocate(SOCKADDR);
            address.set(JAVA_SHORT, 0, (short) 1);
            for (int i = 0; i < path.length; i++) {
                address.set(JAVA_BYTE, 2L + i, path[i] == '@' ? 0 : path[i]);
            }
            int length = 2 + path.length + (path[0] == '@' ? 0 : 1);
            int bound =
                    (int)
                            handle("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT)
                                    .invokeExact(descriptor, address, length);
            assertThat(bound).isZero();

            assertThat(ServiceManager.send(name, state)).isNull();

            MemorySegment buffer = arena.allocate(1_000);
            long got =
                    (long)
                            handle("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)
                                    .invokeExact(descriptor, buffer, 1_000L, 0);
            int closed = (int) handle("close", JAVA_INT, JAVA_INT).invokeExact(descriptor);
            assertThat(closed).isZero();
            return new String(buffer.asSlice(0, got).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
        }
    }

    @Test
    void state_arrivesAtAPathAndAtAnAbstractName() throws Throwable {
        assertThat(received(folder.resolve("notify").toString(), "READY=1")).isEqualTo("READY=1");
        String abstractName = "@mailyard-test-" + ProcessHandle.current().pid();
        assertThat(received(abstractName, "STOPPING=1\nSTATUS=Ende ä"))
                .isEqualTo("STOPPING=1\nSTATUS=Ende ä");
    }

    @Test
    void socketThatIsNoneOrGone_isSaid() {
        assertThat(ServiceManager.send("relative", "READY=1")).contains("neither a path");
        assertThat(ServiceManager.send("/" + "x".repeat(107), "READY=1")).contains("107 bytes");
        assertThat(ServiceManager.send(folder.resolve("none").toString(), "READY=1"))
                .contains("sendto() failed");
    }
}
