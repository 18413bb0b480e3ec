package io.mailyard.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.mailyard.base.ApiException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every hostile or odd body that is kept in {@code fuzz/}, once each, and those too large to keep.
 * A file's name says whether it is read or refused.
 */
class NastiesTest {
    /** As large as the server lets a body be, and more. */
    private static final int LARGE = 4_000_000;

    static List<Path> files() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.sorted().toList();
        }
    }

    /** Where the corpus is, which is the seed of the fuzz tests too. */
    static Path directory() throws URISyntaxException {
        URI corpus = Objects.requireNonNull(NastiesTest.class.getResource("/fuzz")).toURI();
        return Path.of(corpus);
    }

    @ParameterizedTest
    @MethodSource("files")
    void hostileBody_isAcceptedOrRefusedAsItsNameSays(Path file) throws IOException {
        byte[] body = Files.readAllBytes(file);
        String name = String.valueOf(file.getFileName());

        assertThat(outcome(body, Optional.empty())).isEqualTo(name.substring(0, name.indexOf('-')));
        FuzzTargets.Bound.fuzzerTestOneInput(body);
        FuzzTargets.Json.fuzzerTestOneInput(body);
        FuzzTargets.Xml.fuzzerTestOneInput(body);
    }

    @ParameterizedTest
    @MethodSource("files")
    void hostileBody_isTreatedAlikeUnderAnotherContentType(Path file) throws IOException {
        byte[] body = Files.readAllBytes(file);
        for (String type : List.of("application/json", "text/xml", "text/plain; charset=utf-16")) {
            assertThat(outcome(body, Optional.of(type))).isIn("read", "refused");
        }
    }

    @Test
    void xxe_doesNotDiscloseTheFile() throws IOException {
        Path secret = Files.createTempFile("secret", ".txt");
        try {
            Files.writeString(secret, "TOP-SECRET");
            String uri = secret.toUri().toString();
            for (String body :
                    List.of(
                            "<!DOCTYPE xml [<!ENTITY e SYSTEM '%s'>]><xml><a>&e;</a></xml>",
                            "<!DOCTYPE xml SYSTEM '%s'><xml/>",
                            "<xml><i:include xmlns:i='http://www.w3.org/2001/XInclude' parse='text'"
                                    + " href='%s'/></xml>")) {
                assertThat(read(body.formatted(uri))).doesNotContain("TOP-SECRET");
            }
        } finally {
            Files.delete(secret);
        }
    }

    /** Each of these has cost some parser more than linear time or memory. */
    static Stream<Named<Supplier<String>>> large() {
        return Stream.of(
                large(
                        "attributes",
                        () -> "<xml><a" + XmlReaderTest.attributes(200_000) + "/></xml>"),
                large("attribute name", () -> "<xml><a " + "n".repeat(LARGE) + "='1'/></xml>"),
                large("attribute value", () -> "<xml><a b='" + "v".repeat(LARGE) + "'/></xml>"),
                large("element name", () -> "<xml><" + "n".repeat(LARGE) + "/></xml>"),
                large("element text", () -> "<xml><a>" + "t".repeat(LARGE) + "</a></xml>"),
                large("entities", () -> "<xml><a>" + "&amp;".repeat(LARGE / 5) + "</a></xml>"),
                large(
                        "CDATA sections",
                        () -> "<xml><a>" + "<![CDATA[x]]>".repeat(LARGE / 13) + "</a></xml>"),
                large(
                        "comments in text",
                        () -> "<xml><a>" + "x<!---->".repeat(LARGE / 8) + "</a></xml>"),
                large("instructions", () -> "<xml>" + "<?p x?>".repeat(LARGE / 7) + "</xml>"),
                large(
                        "long comment",
                        () -> "<xml>" + "<!-- " + "-x".repeat(LARGE / 2) + "--></xml>"),
                large(
                        "declarations",
                        () ->
                                "<!DOCTYPE xml ["
                                        + "<!ENTITY a 'b'>".repeat(LARGE / 15)
                                        + "]><xml/>"),
                large("elements in elements", () -> "<xml>" + "<a>".repeat(LARGE / 3)),
                large("elements", () -> "<xml>" + "<a/>".repeat(LARGE / 4) + "</xml>"),
                large("white space in the root", () -> "<xml>" + " ".repeat(LARGE) + "</xml>"),
                large("white space", () -> " ".repeat(LARGE) + "<xml/>"),
                large(
                        "names of elements of one hash",
                        () -> colliding(name -> "<" + name + "/>", "<xml>", "</xml>")),
                large(
                        "names of instructions of one hash",
                        () -> colliding(name -> "<?" + name + "?>", "<xml>", "</xml>")),
                large(
                        "names of attributes of one hash",
                        () -> colliding(name -> "<a " + name + "='1'/>", "<xml>", "</xml>")),
                large(
                        "names of members of one hash",
                        () -> colliding(name -> "\"" + name + "\":0,", "{", "\"z\":0}")),
                large("arrays in arrays", () -> "{\"a\":" + "[".repeat(LARGE)),
                large("integer", () -> "{\"a\":" + "9".repeat(LARGE) + "}"),
                large("exponent", () -> "{\"a\":1e" + "9".repeat(LARGE) + "}"),
                large("string", () -> "{\"a\":\"" + "t".repeat(LARGE) + "\"}"),
                large("escapes", () -> "{\"a\":\"" + "\\u00e9".repeat(LARGE / 6) + "\"}"),
                large("member name", () -> "{\"" + "n".repeat(LARGE) + "\":1}"),
                large("objects", () -> "{\"a\":[" + "{},".repeat(LARGE / 3) + "{}]}"),
                large("white space in JSON", () -> "{\"a\":" + " ".repeat(LARGE) + "1}"),
                large("word", () -> "{\"a\":" + "t".repeat(LARGE) + "}"));
    }

    /** Made when it is needed: together they are too many for the memory of a test. */
    private static Named<Supplier<String>> large(String name, Supplier<String> body) {
        return Named.of(name, body);
    }

    @ParameterizedTest
    @MethodSource("large")
    void largeBody_takesLittleTime(Supplier<String> large) {
        String body = large.get();

        // Linear work on 4 MB takes some tens of milliseconds; what is quadratic takes minutes.
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> read(body));
    }

    /** 65,536 names that all have one hash, for tables of names without a secret seed. */
    private static String colliding(UnaryOperator<String> each, String open, String close) {
        StringBuilder body = new StringBuilder(open);
        for (int i = 0; i < 1 << 16; i++) {
            body.append(each.apply(sameHash(i)));
        }
        return body.append(close).toString();
    }

    /** "Aa" and "BB" have the same hash, and so have all words made of them. */
    private static String sameHash(int number) {
        StringBuilder name = new StringBuilder();
        for (int bit = 0; bit < 16; bit++) {
            name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return name.toString();
    }

    private static String outcome(byte[] body, Optional<String> type) {
        try {
            assertThat(BodyReader.read(body, type).members()).isNotNull();
            return "read";
        } catch (UnreadableBody | ApiException refused) {
            assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(8_000);
            return "refused";
        }
    }

    private static String read(String body) {
        try {
            return BodyReader.read(body.getBytes(UTF_8), Optional.empty()).toString();
        } catch (UnreadableBody | ApiException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
