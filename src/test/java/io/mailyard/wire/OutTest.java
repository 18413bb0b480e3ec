package io.mailyard.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each method of Out writes, in both formats. */
class OutTest {
    @Test
    void scalars_areWritten() {
        assertWritten(
                out ->
                        out.text("s", "x")
                                .text("e", "")
                                .text("n", null)
                                .number("i", Long.MIN_VALUE)
                                .numberOrNull("j", 7L)
                                .numberOrNull("k", null)
                                .flag("t", true)
                                .flag("f", false)
                                .nothing("z"),
                """
                {"s":"x","e":"","n":null,"i":-9223372036854775808,"j":7,"k":null,"t":true,"f":false,\
                "z":null}\
                """,
                "<xml><s>x</s><e></e><n/><i>-9223372036854775808</i><j>7</j><k/><t>true</t>"
                        + "<f>false</f><z/></xml>");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T09:00:00Z, 2026-01-31T09:00:00Z",
        "2026-01-31T09:00:01.5Z, 2026-01-31T09:00:01.500Z",
        "2026-01-31T09:00:00.000999Z, 2026-01-31T09:00:00Z",
        "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    })
    void time_isRfc3339WithMillisecondsWhereThereAreAny(Instant time, String written) {
        assertWritten(
                out -> out.time("t", time).time("n", null),
                "{\"t\":\"" + written + "\",\"n\":null}",
                "<xml><t>" + written + "</t><n/></xml>");
    }

    @Test
    void arraysAndObjects_areWritten() {
        assertWritten(
                out ->
                        out.object("o", o -> o.number("a", 1).object("p", p -> p.number("b", 2)))
                                .objects("r", List.of(1L, 2L), (row, id) -> row.number("id", id))
                                .texts("t", List.of("x", ""))
                                .numbers("m", List.of(1L, 2L))
                                .number("last", 3),
                """
                {"o":{"a":1,"p":{"b":2}},"r":[{"id":1},{"id":2}],"t":["x",""],"m":[1,2],"last":3}\
                """,
                "<xml><o><a>1</a><p><b>2</b></p></o><r><id>1</id></r><r><id>2</id></r>"
                        + "<t>x</t><t></t><m>1</m><m>2</m><last>3</last></xml>");
    }

    @Test
    void empty_isAnEmptyElementInXml() {
        assertWritten(
                out ->
                        out.object("o", _ -> {})
                                .objects("r", List.of(), (_, _) -> {})
                                .objects("s", List.of(1), (_, _) -> {})
                                .texts("t", List.of())
                                .numbers("m", List.of())
                                .object("p", p -> p.object("q", _ -> {})),
                "{\"o\":{},\"r\":[],\"s\":[{}],\"t\":[],\"m\":[],\"p\":{\"q\":{}}}",
                "<xml><o/><r/><s/><t/><m/><p><q/></p></xml>");
        assertWritten(_ -> {}, "{}", "<xml></xml>");
    }

    @Test
    void values_areWrittenBackAsTheyWere() {
        Map<String, Value> members = new LinkedHashMap<>();
        members.put("t", new Value.Text("<"));
        members.put("n", new Value.Numeral("1.50e3"));
        members.put("f", new Value.Flag(true));
        members.put("z", new Value.Nothing());
        members.put("e", new Value.Items(List.of()));
        members.put("m", Value.Members.NONE);
        Value value = new Value.Items(List.of(new Value.Text("a"), new Value.Nothing()));
        members.put("i", new Value.Items(List.of(value, new Value.Members(Map.of("x", value)))));

        assertWritten(
                out -> out.value("v", new Value.Members(members)),
                """
                {"v":{"t":"<","n":1.50e3,"f":true,"z":null,"e":[],"m":{},\
                "i":[["a",null],{"x":["a",null]}]}}\
                """,
                "<xml><v><t>&lt;</t><n>1.50e3</n><f>true</f><z/><e/><m/>"
                        + "<i><item>a</item><item/></i><i><x>a</x><x/></i></v></xml>");
    }

    @Test
    void text_isEscaped() {
        assertWritten(
                out -> out.text("a", "<a href=\"x\">&amp;]]>'\\/\t\n\rй€😀\u2028"),
                "{\"a\":\"<a href=\\\"x\\\">&amp;]]>'\\\\/\\t\\n\\rй€😀\u2028\"}",
                "<xml><a>&lt;a href=\"x\"&gt;&amp;amp;]]&gt;'\\/\t\n&#13;й€😀\u2028</a></xml>");
    }

    @Test
    void unencodableCharacters_areReplaced() {
        assertWritten(
                out -> out.text("a", "\u0000\u001F\uD800x\uDC00\uFFFE"),
                "{\"a\":\"\\u0000\\u001f\uFFFDx\uFFFD\uFFFD\"}",
                "<xml><a>&#xFFFD;&#xFFFD;\uFFFDx\uFFFD\uFFFD</a></xml>");
    }

    @Test
    void anyName_isWrittenAsAnXmlName() {
        assertWritten(
                out ->
                        out.number("", 1)
                                .number("a b", 2)
                                .number("1", 3)
                                .number("x:y", 4)
                                .number("é\"", 5)
                                .number("a-b.c_9", 6),
                "{\"\":1,\"a b\":2,\"1\":3,\"x:y\":4,\"é\\\"\":5,\"a-b.c_9\":6}",
                "<xml><_>1</_><a_x0020_b>2</a_x0020_b><_x0031_>3</_x0031_><x_x003A_y>4</x_x003A_y>"
                        + "<_x00E9__x0022_>5</_x00E9__x0022_><a-b.c_9>6</a-b.c_9></xml>");
    }

    @Test
    void longText_growsTheBuffer() {
        String text = "й<\u0001😀\"".repeat(50_000);
        byte[] json = JsonOut.write(out -> out.text("a", text));
        byte[] xml = XmlOut.write(out -> out.text("a", text));

        assertThat(json).hasSize(8 + 50_000 * (2 + 1 + 6 + 4 + 2));
        assertThat(xml).hasSize(18 + 50_000 * (2 + 4 + 8 + 4 + 1));
    }

    @ParameterizedTest
    @CsvSource({"''", "1a", "01", "+1", "1.", ".5", "NaN", "'1,2'", "1e", "'1 '", "- 1"})
    void numeral_isNothingButANumber(String literal) {
        assertThatThrownBy(() -> new Value.Numeral(literal))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertWritten(Consumer<Out> members, String json, String xml) {
        assertThat(new String(JsonOut.write(members), UTF_8)).isEqualTo(json);
        assertThat(new String(XmlOut.write(members), UTF_8)).isEqualTo(xml);
    }
}
