package io.mailyard.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DocumentTest {
    private static List<String> faults(String text) {
        return catchThrowableOfType(
                        BadDocument.class,
                        () -> {
                            DocumentFaults faults = new DocumentFaults();
                            Document.read(text, faults);
                            faults.mustBeNone();
                        })
                .lines();
    }

    private static Document read(String text) {
        DocumentFaults faults = new DocumentFaults();
        Document document = Document.read(text, faults);
        faults.mustBeNone();
        return document;
    }

    @Test
    void document_isYamlOrJson() {
        Document yaml = read("mailyard: 1\ntariffs:\n  - {name: big, messages_per_month: 10}\n");
        Document json = read("{\"tariffs\": [{\"name\": \"big\", \"messages_per_month\": 10}]}");
        Entry.EntryId id = Entry.EntryId.of(ObjectKind.TARIFFS, "big");
        assertThat(Objects.requireNonNull(yaml.entries().get(id)).members())
                .isEqualTo(Objects.requireNonNull(json.entries().get(id)).members())
                .containsEntry("messages_per_month", new Value.Numeral("10"));
    }

    @Test
    void faults_areReportedTogetherWithTheirLocations() {
        List<String> faults =
                faults(
                        """
                        mailyard: 2
                        tarifs: []
                        tariffs:
                          - name: big
                            messages_per_month: many
                          - name: big
                          - overrun: flag
                        accounts:
                          - name: acme
                            title: 7
                            is_active: "yes"
                            tz: UTC
                            tz: UTC
                            vsenders:
                              - name: v
                                email_rules:
                                  - {type: default}
                                  - {value: x, senders: [{sender: 3, percent: 1.5}]}
                        """);
        assertThat(faults)
                .containsExactlyInAnyOrder(
                        "line 1: mailyard: must be 1, the version of the format",
                        "line 2: tarifs: is not a name known here; is tariffs meant?",
                        "line 5: tariffs[0].messages_per_month: must be a whole number, not text",
                        "line 6: tariffs[1].name: 'big' is tariffs[0] already",
                        "line 7: tariffs[2]: needs name",
                        "line 10: accounts[0].title: must be text, not the number 7: put it in"
                                + " quotes",
                        "line 11: accounts[0].is_active: must be true or false, not text",
                        "line 13: accounts[0].tz: is there twice",
                        "line 18: accounts[0].vsenders[0].email_rules[1]: needs type",
                        "line 18: accounts[0].vsenders[0].email_rules[1].senders[0].sender: must be"
                                + " a name, not the number 3: put it in quotes",
                        "line 18: accounts[0].vsenders[0].email_rules[1].senders[0].percent: must"
                                + " be a whole number, not 1.5");
    }

    @Test
    void names_compareAsOnTheServer() {
        assertThat(faults("accounts: [{name: Acme}, {name: acme}]").getFirst())
                .contains("'acme' is accounts[0] already");
        assertThat(faults("routes: [{domain: bücher.example}, {domain: XN--BCHER-KVA.example}]"))
                .hasSize(1);
        assertThat(read("senders: [{name: Main}, {name: main}]").entries()).hasSize(2);
    }

    @Test
    void password_isRefused() {
        assertThat(faults("accounts: [{name: a, users: [{name: anna, password: x}]}]").getFirst())
                .startsWith("line 1: accounts[0].users[0].password: is not a name known here");
    }

    @Test
    void tags_areRefused() {
        assertThat(faults("tariffs: !!java.net.URL [x]").getFirst()).contains("are not taken");
        assertThat(faults("tariffs: [{name: !!javax.script.ScriptEngineManager x}]").getFirst())
                .contains("are not taken");
        assertThat(faults("tariffs: [{name: a, messages_per_month: 0x1F}]").getFirst())
                .contains("'0x1F' is not a number");
    }

    @Test
    void aliases_areFollowedAndCounted() {
        Document document =
                read("tariffs:\n  - &a {name: x, overrun: flag}\nsenders: [{name: y}]\n");
        assertThat(document.entries()).hasSize(2);
        StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
        for (char c = 'b'; c < 'j'; c++) {
            String before = "*" + (char) (c - 1);
            bomb.append(c).append(": &").append(c).append(" [");
            bomb.append(String.join(",", Collections.nCopies(10, before)));
            bomb.append("]\n");
        }
        assertThat(faults(bomb.toString()).getFirst()).contains("more than 2000000 values");
        assertThat(faults("a: &a [*a]").getFirst()).contains("an alias is in itself");
        assertThat(faults("a: " + "[".repeat(40) + "]".repeat(40)).getFirst())
                .contains("nests deeper than 32 levels");
    }

    @Test
    void unreadableText_isReportedWithItsLine() {
        assertThat(faults("").getFirst()).isEqualTo("the document is empty");
        assertThat(faults("tariffs:\n  - name: 'x\n").getFirst()).startsWith("line ");
        assertThat(faults("a: 1\n---\nb: 2\n").getFirst()).startsWith("line 2");
    }

    @Test
    void exportedDocument_isReadUnchanged() {
        Random random = new Random(7);
        for (int run = 0; run < 300; run++) {
            Map<String, Value> document = new LinkedHashMap<>();
            List<Value> rows = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Map<String, Value> row = new LinkedHashMap<>();
                row.put("name", new Value.Text(text(random) + "." + i));
                row.put("headers_delete", new Value.Items(texts(random)));
                Map<String, Value> pairs = new LinkedHashMap<>();
                pairs.put("k" + text(random), new Value.Text(text(random)));
                row.put("headers_add", new Value.Members(pairs));
                rows.add(new Value.Members(row));
            }
            document.put("isps", new Value.Items(rows));
            String yaml = YamlText.of(new Value.Members(document));
            List<Entry> read = List.copyOf(read(yaml).entries().values());
            for (int i = 0; i < 3; i++) {
                Map<String, Value> row =
                        new LinkedHashMap<>(((Value.Members) rows.get(i)).values());
                assertThat(new Value.Text(read.get(i).name()))
                        .as(yaml)
                        .isEqualTo(row.remove("name"));
                assertThat(read.get(i).members()).as(yaml).isEqualTo(row);
            }
        }
    }

    private static List<Value> texts(Random random) {
        List<Value> texts = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            texts.add(new Value.Text(text(random)));
        }
        return texts;
    }

    /** What is hard to write in YAML, more often than not. */
    private static String text(Random random) {
        String[] pieces = {
            "a", " ", ": ", " #", "- ", "true", "null", "1", "1.5", "\n", "\t", "'", "\"", "\\",
            "é", "\u2028", "\uFEFF", "\u0085", "😀", "{", "[", "*", "&", "!", "|", ">", "%", "@",
            "`", ",", "~", "no", "0x1", "_", "=", "<<"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }
}
