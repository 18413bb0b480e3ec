package io.mailyard.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {
    private static final Value.Members A_IS_B = new Value.Members(Map.of("a", new Value.Text("b")));
    private static final String JSON = "{\"a\":\"b\"}";
    private static final String XML = "<xml><a>b</a></xml>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/JSON",
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "application/json; charset=US-ASCII",
                "application/json; profile=x; charset = utf8",
                "application/json;charset=",
                "text/plain",
                "text/plain; charset=ISO-8859-1",
                "application/x-www-form-urlencoded",
                "",
                ";",
                "nonsense"
            })
    void json_isReadAsDeclaredOrByItsFirstByte(String type) {
        assertThat(read(JSON, type)).isEqualTo(new ParsedBody(A_IS_B, WireFormat.JSON));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/xml",
                "text/xml",
                "Text/XML ; charset=utf-8",
                "text/plain",
                "application/x-www-form-urlencoded",
                ""
            })
    void xml_isReadAsDeclaredOrByItsFirstByte(String type) {
        assertThat(read(XML, type)).isEqualTo(new ParsedBody(A_IS_B, WireFormat.XML));
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON, XML})
    void noContentType_goesByTheFirstByte(String body) {
        assertThat(BodyReader.read(body.getBytes(UTF_8), Optional.empty()).members())
                .isEqualTo(A_IS_B);
        assertThat(BodyReader.read((" \r\n\t" + body).getBytes(UTF_8), Optional.empty()).members())
                .isEqualTo(A_IS_B);
        assertThat(BodyReader.read(("\uFEFF" + body).getBytes(UTF_8), Optional.empty()).members())
                .isEqualTo(A_IS_B);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, JSON",
        "application/xml, XML",
        "text/xml; charset=utf-8, XML",
        "text/plain, JSON",
        "text/plain; charset=latin1, JSON"
    })
    void emptyBody_isAnEmptyObjectOfTheDeclaredFormat(String type, WireFormat format) {
        for (String body : new String[] {"", " \t\r\n", "\uFEFF", "\uFEFF  "}) {
            assertThat(read(body, type)).isEqualTo(new ParsedBody(Value.Members.NONE, format));
        }
        assertThat(BodyReader.read(new byte[0], Optional.empty()).format())
                .isEqualTo(WireFormat.JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1&b=2", "[1]", "\"a\"", "null", "\u0000{", "\u00A0{}", "--x"})
    void neitherJsonNorXml_is415(String body) {
        ApiException refused = refused(body.getBytes(UTF_8), "text/plain");

        assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED_TYPE);
        assertThat(refused.text()).contains("text/plain").contains("application/json");
    }

    @Test
    void otherCharset_is415() {
        byte[] latin = "{\"a\":\"é\"}".getBytes(ISO_8859_1);

        assertThat(refused(latin, "application/json; charset=ISO-8859-1").text())
                .isEqualTo("Charset 'ISO-8859-1' is not taken: send the body in UTF-8");
        for (String charset : List.of("utf-7", "cp037", "utf-32", "x-none", "!")) {
            assertThat(refused(JSON.getBytes(UTF_8), "application/json; charset=" + charset).code())
                    .as(charset)
                    .isEqualTo(ErrorCode.UNSUPPORTED_TYPE);
        }
        assertThat(refused(latin, "text/plain; charset=ISO-8859-1").code())
                .isEqualTo(ErrorCode.UNSUPPORTED_TYPE);
    }

    /** Some clients put their own default there; ASCII is the same in all of these. */
    @ParameterizedTest
    @ValueSource(strings = {"iso-8859-1", "ISO-8859-15", "windows-1251", "koi8-r", "us-ascii"})
    void otherCharset_ofAsciiAlone_isRead(String charset) {
        assertThat(read(JSON, "application/json; charset=" + charset).members())
                .isEqualTo(read(JSON, "application/json").members());
        String declared = "<?xml version='1.0' encoding='" + charset + "'?>" + XML;
        assertThat(read(declared, "text/xml").members()).isEqualTo(read(XML, "text/xml").members());
    }

    @Test
    void declaredEncoding_isSaidFirst() {
        byte[] body =
                "<?xml version=\"1.0\" encoding=\"windows-1251\"?><xml><a>\u0416</a></xml>"
                        .getBytes(Charset.forName("windows-1251"));

        assertThatThrownBy(() -> BodyReader.read(body, Optional.of("application/xml")))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageContaining("it declares the encoding windows-1251, send UTF-8");
    }

    @Test
    void otherFormatThanDeclared_isUnreadableAndSaysSo() {
        assertUnreadable(XML, "application/json", "Content-Type says JSON", "looks like XML");
        assertUnreadable(JSON, "text/xml", "Content-Type says XML", "looks like JSON");
        assertUnreadable("\n [1]", "text/xml", "looks like JSON", "line 2, column 2");
    }

    @ParameterizedTest
    @CsvSource({
        "80, 1, 7", // a continuation alone
        "C0AF, 1, 7", // overlong
        "C3, 1, 7", // cut
        "E28228, 1, 7",
        "EDA080, 1, 7", // a surrogate
        "F4908080, 1, 7", // above U+10FFFF
        "F8888080, 1, 7",
        "FF, 1, 7",
        "C3A980, 1, 8",
        "0AFE, 2, 1"
    })
    void malformedUtf8_isUnreadableWithItsPlace(String hex, int line, int column) {
        for (String open : new String[] {"{\"a\":\"", "<xml>a"}) {
            byte[] bad = java.util.HexFormat.of().parseHex(hex);
            byte[] body = java.util.Arrays.copyOf(open.getBytes(UTF_8), 6 + bad.length);
            System.arraycopy(bad, 0, body, 6, bad.length);

            UnreadableBody unreadable =
                    catchThrowableOfType(
                            UnreadableBody.class, () -> BodyReader.read(body, Optional.empty()));

            assertThat(unreadable).hasMessageContaining("not UTF-8");
            assertThat(unreadable.line()).isEqualTo(line);
            assertThat(unreadable.column()).isEqualTo(column);
        }
    }

    @Test
    void xmlInUtf16_isRead_andJsonIsNot() {
        assertThat(refused(JSON.getBytes(UTF_16), "text/plain").code())
                .isEqualTo(ErrorCode.UNSUPPORTED_TYPE);
        String declared = "<?xml version='1.0' encoding='utf-16'?>" + XML;
        for (String text : List.of(XML, declared, "\ufeff" + declared)) {
            // Java writes a mark of its own before what it calls UTF-16
            for (Charset charset : List.of(UTF_16LE, UTF_16BE, UTF_8)) {
                for (String type :
                        List.of("application/xml", "text/xml; charset=utf-16", "text/plain")) {
                    assertThat(BodyReader.read(text.getBytes(charset), Optional.of(type)))
                            .as("%s %s", charset, type)
                            .isEqualTo(read(XML, "text/xml"));
                }
            }
        }
        byte[] odd = Arrays.copyOf(XML.getBytes(UTF_16LE), XML.length() * 2 - 1);
        assertThatThrownBy(() -> BodyReader.read(odd, Optional.of("application/xml")))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageContaining("not valid UTF-16");
    }

    private static ParsedBody read(String body, String type) {
        return BodyReader.read(body.getBytes(UTF_8), Optional.of(type));
    }

    private static ApiException refused(byte[] body, String type) {
        return catchThrowableOfType(
                ApiException.class, () -> BodyReader.read(body, Optional.of(type)));
    }

    private static void assertUnreadable(String body, String type, String... said) {
        assertThatThrownBy(() -> read(body, type))
                .isInstanceOf(UnreadableBody.class)
                .message()
                .contains(said);
    }
}
