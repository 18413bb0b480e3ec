package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node accepts as the addresses of its server, and how it says what is wrong. */
class ServerAddressTest {
    private static final String PIN = "9F:86:D0:81" + ":00".repeat(28);
    private static final String OTHER = "11".repeat(32);

    private final Path keyFile =
            Files.writeString(TestStores.newFolder().resolve("key"), "myn_abc\n");

    ServerAddressTest() throws IOException {}

    @Test
    void addresses_areReadInTheirOrder_withOnePinOfAllOrOneOfEach() {
        List<String> servers =
                List.of("https://a.example:8443", " http://127.0.0.1:81", "https://[::1]:1/");
        assertThat(read(servers).addresses())
                .extracting(ServerAddress::toString)
                .containsExactly(
                        "https://a.example:8443", "http://127.0.0.1:81", "https://[::1]:1/");
        assertThat(read(servers).addresses()).allMatch(address -> address.pin().isEmpty());
        List<String> secure = List.of(servers.getFirst(), servers.getLast());
        assertThat(read(secure, PIN).addresses())
                .extracting(ServerAddress::pin)
                .containsOnly(Optional.of(new PinnedCertificate(PIN)));
        assertThat(read(secure, PIN, OTHER).addresses())
                .extracting(ServerAddress::pin)
                .containsExactly(
                        Optional.of(new PinnedCertificate(PIN)),
                        Optional.of(new PinnedCertificate(OTHER)));
        assertThat(read(servers).key()).isEqualTo("myn_abc");
    }

    private ServerAddress.ServerAccess read(List<String> servers, String... pins) {
        return ServerAddress.read(servers, keyFile, List.of(pins));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mail.example.com",
                "mail.example.com:8443",
                "ftp://a.example",
                "http://a.example:1",
                "https://",
                "https://:8443",
                "https:///x",
                "https://a b:1",
                "https://a.example:99999",
                "https://a.example:0",
                "https://user@a.example:1",
                "https://a.example:1?x=1",
                "https://a.example:1#x",
                "http://127.evil.example:1",
                "http://127.0.0.1.evil.example",
                "http://127.0.0.evil",
                "https://a.example/mail",
                "https://a.example:1//",
                "https://a.example:1/x/../"
            })
    void aWrongAddress_isNamed(String address) {
        assertThatThrownBy(() -> read(List.of("https://good.example:1", address)))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "--server: '"
                                + address
                                + "' must be https://HOST:PORT; http is for the loopback address alone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://good.example:443",
                "https://good.example/",
                "HTTPS://GOOD.example:443/"
            })
    void anAddressWrittenInAnotherWay_isTheSame(String address) {
        assertThatThrownBy(() -> read(List.of("https://good.example", address)))
                .hasMessage("--server: '" + address + "' is named twice");
    }

    @Test
    void allFaults_areNamedAtOnce() {
        assertThatThrownBy(() ->
                        ServerAddress.read(
                                List.of("https://a.example:1", "x", "https://A.example:1"),
                                Path.of("/nowhere/key"),
                                List.of(PIN, "12")))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll(
                        "--server: 'x' must be https://HOST:PORT",
                        "--server: 'https://A.example:1' is named twice",
                        "--pin: '12':",
                        "--pin: 2 fingerprints for 3 addresses",
                        "--key-file: /nowhere/key cannot be read");
    }

    /** Else the operator believes that the certificate is compared, and nothing is. */
    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:81", "HTTP://localhost", "http://[::1]:1/"})
    void aPinOfAnAddressWithoutTls_isRefused(String address) {
        for (List<String> servers :
                List.of(List.of(address), List.of("https://a.example:1", address))) {
            assertThatThrownBy(() -> read(servers, PIN))
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "--pin: '"
                                    + address
                                    + "' has no certificate to compare it with; write https, or"
                                    + " leave --pin out");
        }
        assertThat(read(List.of(address)).addresses()).hasSize(1);
    }

    @Test
    void theNumberOfAddresses_isBounded() {
        List<String> many =
                IntStream.range(0, 17)
                        .mapToObj(i -> "https://s" + i + ".example:1")
                        .collect(Collectors.toList());
        assertThatThrownBy(() -> read(many))
                .hasMessage("--server: 17 addresses; it takes from 1 to 16");
        assertThat(read(many.subList(0, 16)).addresses()).hasSize(16);
        assertThatThrownBy(() -> read(Collections.emptyList())).hasMessageContaining("0 addresses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "key with spaces", "ключ"})
    void aFileWithoutAKey_isNamed(String content) throws IOException {
        Files.writeString(keyFile, content);
        assertThatThrownBy(() -> read(List.of("https://a.example:1")))
                .hasMessage(
                        "--key-file: the first line of "
                                + keyFile
                                + " must be the node's key, such as myn_...");
    }
}
