package io.mailyard.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.api.Example;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlReaderTest {
    @Test
    void text_isReadAsWritten() {
        Value.Members read =
                read(
                        "<xml><a> b </a><c><![CDATA[<&]]>x&amp;&#65;&#x1F600;</c><d/><e></e>"
                                + "<f>a<!-- n -->b<?p i?>c</f><g>\r\n\r&#13;</g></xml>");

        assertThat(read.values())
                .containsEntry("a", text(" b "))
                .containsEntry("c", text("<&x&A😀"))
                .containsEntry("d", text(""))
                .containsEntry("e", text(""))
                .containsEntry("f", text("abc"))
                .containsEntry("g", text("\n\n\r"));
        assertThat(read.values().keySet()).containsExactly("a", "c", "d", "e", "f", "g");
    }

    @Test
    void children_areMembersAndRepeatedOnesAnArray() {
        Value.Members read =
                read(
                        """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <!-- a comment --><?php echo ?>
                        <xml>
                          <id>1</id><m><x>1</x><y>2</y></m>
                          <id>2</id>
                          <id/>
                        </xml>
                        <!-- the end -->
                        """);

        assertThat(read)
                .isEqualTo(
                        members(
                                "id", items(text("1"), text("2"), text("")),
                                "m", members("x", text("1"), "y", text("2"))));
    }

    @Test
    void array_isWhatCarriesTheAttributeEvenAlone() {
        assertThat(read("<xml><a array='true'>1</a></xml>"))
                .isEqualTo(members("a", items(text("1"))));
        assertThat(read("<xml><a array=\" TRUE \"><b>1</b></a></xml>"))
                .isEqualTo(members("a", items(members("b", text("1")))));
        assertThat(read("<xml><a array='true'/></xml>")).isEqualTo(members("a", items()));
        assertThat(read("<xml><a array='true'>\n </a></xml>")).isEqualTo(members("a", items()));
        assertThat(read("<xml><a array='false'>1</a><b other='true'/></xml>"))
                .isEqualTo(members("a", text("1"), "b", text("")));
    }

    @Test
    void array_repeatedHasAnItemForEachElement() {
        assertThat(read("<xml><a array='true'>1</a><a array='true'/><a>3</a></xml>"))
                .isEqualTo(members("a", items(text("1"), text(""), text("3"))));
        assertThat(read("<xml><a array='true'><b>1</b></a><a array='true'><b>2</b></a></xml>"))
                .isEqualTo(members("a", items(members("b", text("1")), members("b", text("2")))));
    }

    /** The attribute says what the element is an item of; it does not make it a wrapper. */
    @Test
    void array_ofOneThatHoldsRepeatedElements_isOneObject() {
        assertThat(read("<xml><a array='true'><item>1</item><item>2</item></a></xml>"))
                .isEqualTo(members("a", items(members("item", items(text("1"), text("2"))))));
    }

    @Test
    void documentedRule_isAnArrayOfOneSender() {
        Value.Text rule =
                (Value.Text)
                        Objects.requireNonNull(Example.objects().values().get("email_rule_xml"));

        assertThat(read(rule.text()).values())
                .containsEntry(
                        "senders",
                        items(
                                members(
                                        "sender_id", text("287"),
                                        "percent", text("100"),
                                        "from_email", text("no-reply@altcraft.com"),
                                        "replyto_email", text("no-reply@altcraft.com"),
                                        "from_name", text(""))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<xml/>",
                "<xml></xml>",
                "<xml> \n </xml>",
                "<xml array='true' xmlns='urn:x'/>",
                "\n<?xml version='1.0' encoding='us-ascii' standalone='yes'?>\n<xml/>\n",
                "<?xml version='1.0' encoding='utf8'?><xml/>"
            })
    void emptyRoot_isAnEmptyObject(String body) {
        assertThat(read(body)).isEqualTo(Value.Members.NONE);
    }

    @Test
    void prefixes_arePartOfTheName() {
        assertThat(read("<xml><x:a>1</x:a><b xmlns:q='urn:q' q:c='2'/></xml>"))
                .isEqualTo(members("x:a", text("1"), "b", text("")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<XML/>|its root must be <xml>, not <XML>",
                "<html/>|its root must be <xml>, not <html>",
                "<x:xml/>|its root must be <xml>, not <x:xml>",
                "<xml>text</xml>|must hold elements, not text",
                "<xml>text<a/></xml>|there is text beside elements",
                "<xml><a/>text</xml>|there is text beside elements (line 1",
                "<xml><a>x<!-- -->y<b/></a></xml>|there is text beside elements",
                "<xml><a><b/>\u00A0</a></xml>|there is text beside elements",
                "<!DOCTYPE xml><xml/>|it has a DOCTYPE",
                "<!DOCTYPE xml SYSTEM 'file:///etc/passwd'><xml/>|it has a DOCTYPE",
                "<!DOCTYPE xml [<!ENTITY e 'x'>]><xml><a>&e;</a></xml>|it has a DOCTYPE",
                "<xml><a>&e;</a></xml>|(line 1, column",
                "<xml><a b='&e;'/></xml>|(line 1, column",
                "<xml><a>&nbsp;</a></xml>|(line 1, column",
                "<?xml version='1.0' encoding='windows-1251'?><xml>é</xml>|encoding windows-1251, send UTF-8",
                "<?xml version='1.0' encoding='UTF-7'?><xml/>|encoding UTF-7, send UTF-8",
                "<?xml version='1.1'?><xml><a>&#1;</a></xml>|declares XML 1.1",
                "<?xml version='2.0'?><xml/>|(line 1, column",
                "<xml><a></xml>|(line 1, column",
                "<xml>|(line 1, column",
                "<xml><a>|(line 1, column",
                "<xml></xml><xml></xml>|(line 1, column",
                "<xml></xml>x|(line 1, column",
                "<xml>]]></xml>|(line 1, column",
                "<xml><a b=1/></xml>|(line 1, column",
                "<xml><a b='1' b='2'/></xml>|(line 1, column",
                "<xml><1/></xml>|(line 1, column",
                "<xml><a>\u0000</a></xml>|(line 1, column",
                "<xml><a>\u0001</a></xml>|(line 1, column",
                "<xml><a>&#0;</a></xml>|(line 1, column",
                "<xml><a>&#xD800;</a></xml>|(line 1, column",
                "<xml><a>&#xFFFE;</a></xml>|(line 1, column",
                "<xml><a>&#x110000;</a></xml>|(line 1, column",
                "<xml><a>&#99999999999999999999;</a></xml>|(line 1, column",
                "<xml><a>\uFFFE</a></xml>|(line 1, column",
                "<xml><a>\uFFFF</a></xml>|(line 1, column",
                "<>|(line 1, column",
                "<|(line 1, column",
                "<?xml|(line 1, column",
                "<!|(line 1, column",
            })
    void malformed_isRefusedWithReasonAndPlace(String body, String said) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageStartingWith("The body cannot be read as XML: ")
                .hasMessageContaining(said)
                .hasMessageNotContaining("\n");
    }

    @Test
    void depth_is64AtMost() {
        assertThat(read("<xml>" + "<a>".repeat(63) + "</a>".repeat(63) + "</xml>").values())
                .hasSize(1);
        for (int depth : new int[] {64, 100_000}) {
            assertThatThrownBy(() -> read("<xml>" + "<a>".repeat(depth)))
                    .isInstanceOf(UnreadableBody.class)
                    .hasMessageContaining("64");
        }
    }

    @Test
    void attributes_are64AtMost() {
        assertThat(read("<xml><a" + attributes(64) + "/></xml>").values()).hasSize(1);
        assertThatThrownBy(() -> read("<xml><a" + attributes(65) + "/></xml>"))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageContaining("64");
    }

    @Test
    void elements_are100000AtMost() {
        assertThat(read("<xml>" + "<a/>".repeat(99_999) + "</xml>").values()).hasSize(1);
        assertThatThrownBy(() -> read("<xml>" + "<a/>".repeat(100_001) + "</xml>"))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageContaining("100000");
    }

    @Test
    void names_are256CharactersAnd2000DifferentAtMost() {
        String longest = "n".repeat(256);
        assertThat(read("<xml><" + longest + "/></xml>").values()).containsOnlyKeys(longest);
        assertThatThrownBy(() -> read("<xml><" + longest + "n/></xml>"))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageContaining("longer than 256");
        assertThatThrownBy(() -> read("<xml><a " + longest + "n='1'/></xml>"))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageContaining("longer than 256");
        StringBuilder many = new StringBuilder("<xml>");
        for (int i = 0; i <= 2_000; i++) {
            many.append("<a").append(i).append("/>");
        }
        assertThatThrownBy(() -> read(many + "</xml>"))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageContaining("2000 different names");
    }

    @Test
    void longText_isReadWhole() {
        String text = "x&amp;".repeat(200_000);

        assertThat(read("<xml><a>" + text + "</a></xml>"))
                .isEqualTo(members("a", text("x&".repeat(200_000))));
    }

    static String attributes(int count) {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < count; i++) {
            attributes.append(" a").append(i).append("='1'");
        }
        return attributes.toString();
    }

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private static Value items(Value... values) {
        return new Value.Items(Arrays.asList(values));
    }

    private static Value.Members members(Object... namesAndValues) {
        Map<String, Value> members = new LinkedHashMap<>();
        List<Object> given = Arrays.asList(namesAndValues);
        for (int i = 0; i < given.size(); i += 2) {
            members.put((String) given.get(i), (Value) given.get(i + 1));
        }
        return new Value.Members(members);
    }

    private static Value.Members read(String body) {
        return BodyReader.read(body.getBytes(UTF_8), Optional.of("text/xml")).members();
    }
}
