package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.mailyard.fields.FieldValues;
import io.mailyard.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Directories that are slow, away, or say odd things. */
class LdapHostileTest {
    private static final String BASE = "dc=example,dc=com";
    private static final Duration MOST = Duration.ofMillis(500);

    private static LdapServer at(String url, boolean startTls) {
        return LdapServer.KIND.made(
                1,
                FieldValues.NONE
                        .with(LdapServer.NAME, "directory")
                        .with(LdapServer.ADDRESS, url)
                        .with(LdapServer.START_TLS, startTls)
                        .with(LdapServer.USER_BASE, BASE)
                        .with(LdapServer.ROLES, new RoleMap(Map.of("staff", "support"))),
                Instant.EPOCH);
    }

    private static ProviderFault fault(LdapClient client, LdapServer server) {
        return catchThrowableOfType(
                ProviderFault.class, () -> client.check(server, "ann", "right", MOST));
    }

    /** One byte now and then: no single read is too slow, all of them are. */
    private static ServerSocket trickling(AtomicInteger connections) throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (true) {
                            Socket one = socket.accept();
                            connections.incrementAndGet();
                            Thread.ofVirtual().start(() -> trickle(one));
                        }
                    } catch (IOException closed) {
                        // the test is over
                    }
                });
        return socket;
    }

    private static void trickle(Socket socket) {
        try (socket;
                OutputStream out = socket.getOutputStream()) {
            // an answer of 64 KB that never ends
            out.write(new byte[] {0x30, (byte) 0x83, 0x01, 0x00, 0x00});
            for (int i = 0; i < 100; i++) {
                out.write(0x02);
                out.flush();
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException over) {
            // the client has had enough
        }
    }

    @Test
    void slowDirectory_isGivenUpInTimeAndHoldsNoMoreThanItsShare() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket slow = trickling(connections)) {
            LdapClient client =
                    new LdapClient(
                            new ProviderConfig(true, "identity-providers.private-networks", MOST));
            LdapServer server = at("ldap://127.0.0.1:" + slow.getLocalPort(), false);
            long before = System.nanoTime();
            assertThat(fault(client, server).kind())
                    .isEqualTo(ProviderFault.ProviderFaultKind.AWAY);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofSeconds(4));
            int many = 30;
            CountDownLatch done = new CountDownLatch(many);
            AtomicInteger busy = new AtomicInteger();
            for (int i = 0; i < many; i++) {
                Thread.ofVirtual()
                        .start(() -> {
                            if (fault(client, server).kind()
                                    == ProviderFault.ProviderFaultKind.BUSY) {
                                busy.incrementAndGet();
                            }
                            done.countDown();
                        });
            }
            done.await();
            assertThat(busy.get()).isGreaterThanOrEqualTo(many - 2 * LdapClient.MOST_AT_ONCE);
        }
    }

    @Test
    void unavailableDirectory_isReportedAsSuch() {
        LdapClient client =
                new LdapClient(
                        new ProviderConfig(true, "identity-providers.private-networks", MOST));
        assertThat(fault(client, at("ldap://127.0.0.1:1", false)).kind())
                .isEqualTo(ProviderFault.ProviderFaultKind.AWAY);
    }

    @Test
    void privateAddressesAndPasswordsInClear_needTheSetting() {
        LdapClient client =
                new LdapClient(
                        new ProviderConfig(false, "identity-providers.private-networks", MOST));
        assertThat(fault(client, at("ldap://127.0.0.1:1", false)).detail())
                .contains("without TLS", "identity-providers.private-networks");
        assertThat(fault(client, at("ldaps://127.0.0.1:1", false)).detail())
                .contains("identity-providers.private-networks");
    }

    private static InMemoryDirectoryServer memory(String... ldif)
            throws LDAPException, LDIFException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
        server.add("dn: " + BASE, "objectClass: domain", "dc: example");
        for (String entry : ldif) {
            server.add(entry.split("\n"));
        }
        server.startListening();
        return server;
    }

    private static String person(String uid, String more) {
        return "dn: cn="
                + uid
                + ","
                + BASE
                + "\nobjectClass: person\ncn: "
                + uid
                + "\nuid: ann\nuserPassword: right"
                + more;
    }

    @Test
    void twoPeopleWithOneLogin_signNobodyIn() throws Exception {
        try (InMemoryDirectoryServer server = memory(person("one", ""), person("two", ""))) {
            LdapClient client =
                    new LdapClient(
                            new ProviderConfig(
                                    true,
                                    "identity-providers.private-networks",
                                    Duration.ofSeconds(3)));
            ProviderFault fault =
                    catchThrowableOfType(
                            ProviderFault.class,
                            () ->
                                    client.check(
                                            at("ldap://127.0.0.1:" + server.getListenPort(), false),
                                            "ann",
                                            "right",
                                            Duration.ofSeconds(3)));
            assertThat(fault.detail()).contains("several people");
        }
    }

    @Test
    void directoryWithoutStartTls_getsNoPassword() throws Exception {
        try (InMemoryDirectoryServer server = memory(person("one", ""))) {
            LdapClient client =
                    new LdapClient(
                            new ProviderConfig(
                                    true,
                                    "identity-providers.private-networks",
                                    Duration.ofSeconds(3)));
            ProviderFault fault =
                    catchThrowableOfType(
                            ProviderFault.class,
                            () ->
                                    client.check(
                                            at("ldap://127.0.0.1:" + server.getListenPort(), true),
                                            "ann",
                                            "right",
                                            Duration.ofSeconds(3)));
            assertThat(fault.kind())
                    .isIn(
                            ProviderFault.ProviderFaultKind.UNTRUSTED,
                            ProviderFault.ProviderFaultKind.AWAY);
        }
    }

    @Test
    void checksGivenUpBeforeTheyBegin_holdNothing() throws Exception {
        LdapClient client =
                new LdapClient(
                        new ProviderConfig(true, "identity-providers.private-networks", MOST));
        LdapServer server = at("ldap://127.0.0.1:1", false);
        AtomicBoolean busy = new AtomicBoolean(true);
        int all = 4 * Runtime.getRuntime().availableProcessors();
        CountDownLatch over = new CountDownLatch(all);
        for (int i = 0; i < all; i++) {
            Thread.ofVirtual()
                    .start(() -> {
                        while (busy.get()) {
                            Thread.onSpinWait();
                        }
                        over.countDown();
                    });
        }
        try {
            for (int i = 0; i < LdapClient.MOST_AT_ONCE; i++) {
                assertThatThrownBy(() -> client.check(server, "ann", "right", Duration.ZERO))
                        .isInstanceOf(ProviderFault.class);
            }
        } finally {
            busy.set(false);
        }
        over.await();
        Await.until(() -> fault(client, server).kind() == ProviderFault.ProviderFaultKind.AWAY);
    }
}
