package io.mailyard.providers;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** OpenLDAP's {@code slapd} on free ports of loopback, with people and groups. */
final class SlapdServer implements AutoCloseable {
    static final String BASE = "dc=example,dc=com";
    static final String ADMIN = "cn=admin," + BASE;
    static final String PASSWORD = "directory-secret";
    private static final Path PROGRAM = Path.of("/usr/sbin/slapd");
    private static final int SECONDS = 10;

    private final Process process;
    private final int port;
    private final int tlsPort;
    private final String certificate;

    private SlapdServer(Process process, int port, int tlsPort, String certificate) {
        this.process = process;
        this.port = port;
        this.tlsPort = tlsPort;
        this.certificate = certificate;
    }

    static SlapdServer start() {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM),
                PROGRAM + " is missing: install Debian's slapd, or run ./check, which does");
        try {
            Path folder = Files.createTempDirectory("mailyard-slapd");
            Files.createDirectory(folder.resolve("data"));
            certificate(folder);
            Files.writeString(
                    folder.resolve("slapd.conf"),
                    """
                    modulepath /usr/lib/ldap
                    moduleload back_mdb
                    moduleload memberof
                    include /etc/ldap/schema/core.schema
                    include /etc/ldap/schema/cosine.schema
                    include /etc/ldap/schema/inetorgperson.schema
                    pidfile %1$s/pid
                    TLSCertificateFile %1$s/cert.pem
                    TLSCertificateKeyFile %1$s/key.pem
                    database mdb
                    maxsize 10485760
                    suffix "%2$s"
                    rootdn "%3$s"
                    rootpw %4$s
                    directory %1$s/data
                    overlay memberof
                    memberof-group-oc groupOfNames
                    access to attrs=userPassword by anonymous auth by * none
                    access to * by dn.exact="cn=reader,%2$s" read by self read by anonymous auth by * none
                    """
                            .formatted(folder, BASE, ADMIN, PASSWORD));
            int port = freePort();
            int tlsPort = freePort();
            Process process =
                    new ProcessBuilder(
                                    PROGRAM.toString(),
                                    "-f",
                                    folder.resolve("slapd.conf").toString(),
                                    "-h",
                                    "ldap://127.0.0.1:"
                                            + port
                                            + "/ ldaps://127.0.0.1:"
                                            + tlsPort
                                            + "/",
                                    "-d",
                                    "0")
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("log").toFile())
                            .start();
            SlapdServer server =
                    new SlapdServer(
                            process, port, tlsPort, Files.readString(folder.resolve("cert.pem")));
            server.fill();
            return server;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void certificate(Path folder) throws IOException {
        Process made =
                new ProcessBuilder(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:P-256",
                                "-nodes",
                                "-days",
                                "2",
                                "-subj",
                                "/CN=directory",
                                "-addext",
                                "subjectAltName=IP:127.0.0.1",
                                "-keyout",
                                folder.resolve("key.pem").toString(),
                                "-out",
                                folder.resolve("cert.pem").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("openssl.txt").toFile())
                        .start();
        try {
            made.waitFor(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Over the running server, so that its overlay sees the members of groups. */
    private void fill() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            try (LDAPConnection connection = new LDAPConnection("127.0.0.1", port)) {
                connection.bind(ADMIN, PASSWORD);
                add(connection, BASE, "objectClass: organization", "objectClass: dcObject", "o: x");
                add(connection, "ou=people," + BASE, "objectClass: organizationalUnit");
                add(connection, "ou=groups," + BASE, "objectClass: organizationalUnit");
                add(
                        connection,
                        "cn=reader," + BASE,
                        "objectClass: organizationalRole",
                        "objectClass: simpleSecurityObject",
                        "userPassword: reads-only");
                for (String login : new String[] {"ann", "bob", "o'neil (jr)"}) {
                    person(connection, login);
                }
                group(connection, "mail-help", "ann");
                group(connection, "staff", "bob");
                return;
            } catch (LDAPException notYet) {
                if (System.nanoTime() > until || !process.isAlive()) {
                    throw new IllegalStateException(notYet);
                }
                Thread.onSpinWait();
            }
        }
    }

    private static void add(LDAPConnection connection, String dn, String... lines)
            throws LDAPException {
        String[] ldif = new String[lines.length + 1];
        ldif[0] = "dn: " + dn;
        System.arraycopy(lines, 0, ldif, 1, lines.length);
        try {
            connection.add(ldif);
        } catch (LDIFException unfit) {
            throw new IllegalStateException(unfit);
        }
    }

    private static void person(LDAPConnection connection, String login) throws LDAPException {
        add(
                connection,
                dn(login),
                "objectClass: inetOrgPerson",
                "cn: Person " + login,
                "sn: x",
                "mail: " + login.replaceAll("[^a-z]", "") + "@example.com",
                "userPassword: right-" + login);
    }

    private static String dn(String login) {
        return "uid=" + LdapClient.escaped(login) + ",ou=people," + BASE;
    }

    /** Makes a group, anywhere. */
    void group(String dn, String member) {
        try (LDAPConnection connection = new LDAPConnection("127.0.0.1", port)) {
            connection.bind(ADMIN, PASSWORD);
            groupAt(connection, dn, member);
        } catch (LDAPException refused) {
            throw new IllegalStateException(refused);
        }
    }

    void remove(String dn) {
        try (LDAPConnection connection = new LDAPConnection("127.0.0.1", port)) {
            connection.bind(ADMIN, PASSWORD);
            connection.delete(dn);
        } catch (LDAPException refused) {
            throw new IllegalStateException(refused);
        }
    }

    private static void group(LDAPConnection connection, String name, String member)
            throws LDAPException {
        groupAt(connection, "cn=" + name + ",ou=groups," + BASE, member);
    }

    private static void groupAt(LDAPConnection connection, String dn, String member)
            throws LDAPException {
        add(connection, dn, "objectClass: groupOfNames", "member: " + dn(member));
    }

    /** Changes something as the directory's administrator. */
    void modify(String... ldif) {
        try (LDAPConnection connection = new LDAPConnection("127.0.0.1", port)) {
            connection.bind(ADMIN, PASSWORD);
            connection.modify(ldif);
        } catch (LDAPException | LDIFException refused) {
            throw new IllegalStateException(refused);
        }
    }

    String plain() {
        return "ldap://127.0.0.1:" + port;
    }

    String tls() {
        return "ldaps://127.0.0.1:" + tlsPort;
    }

    String certificate() {
        return certificate;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
        }
    }
}
