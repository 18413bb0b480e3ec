package io.mailyard.fields;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names and titles are one line that nothing in it turns round, whichever way they come. */
class LineTextTest {
    /** Line breaks, other controls, and the controls of direction. */
    private static final List<Integer> REFUSED =
            IntStream.of(
                            '\t', '\n', '\r', 0x7f, 0x80, 0x85, 0x9b, 0x9f, 0x2028, 0x2029, 0x061c,
                            0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067,
                            0x2068, 0x2069)
                    .boxed()
                    .toList();

    /** Texts that are no name: words, messages, secrets, patterns, filters. */
    private static final Set<String> OTHER_TEXTS =
            Set.of("reason", "password", "search", "text", "html", "subject", "pattern");

    /** Names of objects that exist: such text names none. */
    private static final Set<String> REFERENCES =
            Set.of("tariff", "isp", "role", "retry_rule", "strategy", "type", "domain");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();

    private static String with(int c) {
        return "a" + Character.toString(c) + "b";
    }

    @Test
    void title_hasACharacterThatCanBeSeen() {
        for (int c :
                new int[] {
                    ' ', 0xa0, 0xad, 0x115f, 0x200b, 0x2003, 0x2800, 0x3000, 0x3164, 0xfeff, 0xe0041
                }) {
            String unseen = Character.toString(c).repeat(2);
            Answer answer =
                    api.call("accounts/save", "name", Api.unique("unseen"), "title", unseen);
            assertThat(answer.error()).as("U+%04X", c).isEqualTo(400);
            assertThat(answer.text()).as("U+%04X", c).contains("title: must ");
            assertThat(LineText.isBlank(unseen)).as("U+%04X", c).isTrue();
            assertThat(LineText.isBlank(unseen + "x")).as("U+%04X", c).isFalse();
        }
    }

    @Test
    void characters_areRefusedIfTheyBreakOrTurnALine() {
        List<Integer> refused = new ArrayList<>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (LineText.isRefused(c)) {
                refused.add(c);
            }
        }

        List<Integer> wanted =
                new ArrayList<>(
                        IntStream.concat(IntStream.range(0, 32), IntStream.range(127, 160))
                                .boxed()
                                .toList());
        wanted.addAll(REFUSED.stream().filter(c -> c >= 160).sorted().toList());
        IntStream.range(0xD800, 0xE000).forEach(wanted::add);
        assertThat(refused).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void textOfAnotherSystem_becomesOneLine() {
        assertThat(LineText.toLine(" Ann\r\n\tLee\u0000 \u202eeel\u200bnA\u2028x "))
                .isEqualTo("Ann Lee eelnA x");
        assertThat(REFUSED)
                .allSatisfy(c ->
                        assertThat(LineText.checked(LineText.toLine(with(c)))).isIn("ab", "a b"));
    }

    /** Calls that save a noun, with what else they need, and their names. */
    private Map<String, List<String>> lines() {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        lines.put("accounts/save", List.of("name", "title"));
        lines.put(
                "accounts/users/add",
                List.of("name", "first_name", "last_name", "phone", "email", "notify_email"));
        lines.put(
                "accounts/users/update",
                List.of("new_name", "first_name", "last_name", "phone", "email", "notify_email"));
        for (String noun :
                List.of(
                        "tariffs/save",
                        "nodes/save",
                        "senders/akmta/save",
                        "vsenders/add",
                        "tokens/save",
                        "roles/save",
                        "strategies/save",
                        "retry_rules/save",
                        "lock_rules/save",
                        "keys/save",
                        "isps/save")) {
            lines.put(noun, List.of("name"));
        }
        lines.put("bounce_patterns/save", List.of("name", "message"));
        lines.put("administrators/save", List.of("login", "name", "email"));
        lines.put("oidc_providers/save", List.of("name", "title", "client_id", "issuer"));
        lines.put("ldap_servers/save", List.of("name", "address", "id_attribute"));
        return lines;
    }

    /** What a call checks before the name. */
    private static Map<String, Object> needed(String path) {
        return path.equals("keys/save")
                ? Map.of("domain", "line.example", "selector", "line")
                : Map.of();
    }

    @Test
    void namesOfEachNoun_areRefusedWithTheFieldAndTheCharacter() {
        lines().forEach((path, fields) -> {
            for (String field : fields) {
                for (int c : REFUSED) {
                    boolean isAddress = field.contains("email");
                    Map<String, Object> body = new LinkedHashMap<>(needed(path));
                    body.put(field, isAddress ? with(c) + "@example.com" : with(c));
                    for (Answer answer :
                            List.of(
                                    api.json(path, Body.json(body)),
                                    api.xml(path, Body.xml(body)))) {
                        assertThat(answer.error())
                                .as("%s %s U+%04X", path, field, c)
                                .isEqualTo(400);
                        assertThat(fault(answer, field))
                                .as("%s %s %s", path, field, answer)
                                .containsAnyOf(String.format("U+%04X", c), "must be", "is not");
                    }
                }
            }
        });
    }

    private static String fault(Answer answer, String field) {
        if (!answer.tree().has("errors")) {
            return "";
        }
        Tree errors = answer.at("errors");
        List<Tree> faults = errors.has("error") ? errors.at("error").items() : errors.items();
        return faults.stream()
                .filter(fault -> fault.at("field").text().equals(field))
                .map(fault -> fault.at("reason").text())
                .findFirst()
                .orElse("");
    }

    /** A new field that takes such text is a name, or is added to the other texts. */
    @Test
    void textsOfCallsThatSave_areNamesOrListed() {
        Tree document = api.send("GET", "/api/v1.1/openapi.json", "", "").tree();
        Set<String> takenAsItIs = new TreeSet<>();
        for (Routes.RouteLine line : Routes.of(server)) {
            if (!line.writes()) {
                continue;
            }
            String path = line.path().replaceFirst(".*/admin/", "");
            for (String name : texts(document, line)) {
                Map<String, Object> body = new LinkedHashMap<>(needed(path));
                body.put(name, with(0x202e));
                Answer answer = api.with("Prefer", "dry-run").json(path, Body.json(body));
                if (fault(answer, name).isEmpty()) {
                    takenAsItIs.add(path + " " + name);
                }
            }
        }
        takenAsItIs.removeIf(text -> {
            String name = text.substring(text.indexOf(' ') + 1);
            boolean isReference =
                    name.equals("name")
                            && (text.startsWith("accounts/users/")
                                    || text.startsWith("account_providers/identities/"));
            return OTHER_TEXTS.contains(name) || REFERENCES.contains(name) || isReference;
        });
        assertThat(takenAsItIs).isEmpty();
    }

    private static List<String> texts(Tree document, Routes.RouteLine line) {
        String schema =
                document.at("paths")
                        .member(line.path())
                        .at("post.requestBody.content")
                        .member("application/json")
                        .at("schema.$ref")
                        .text();
        Tree members =
                document.at("components.schemas")
                        .member(schema.substring(schema.lastIndexOf('/') + 1))
                        .at("properties");
        return line.params().stream()
                .filter(name -> {
                    Tree member = members.member(name);
                    return member.has("type")
                            && "string".equals(member.at("type").raw())
                            && !member.has("enum")
                            && !member.has("format");
                })
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void textsOfEarlierVersions_areShownAndSavedUntilTheyAreChanged(StoreKind kind) {
        try (TestServer own = TestServer.start(kind)) {
            Api calls = own.api();
            long account = calls.newAccount();
            calls.newUser(account, "ann", "first_name", "Ann");
            long tariff = calls.call("tariffs/save", "name", "small").savedId();
            String old = "two\nlines \u202edna";
            own.restart(() -> {
                own.tamper("UPDATE accounts SET title = '" + old + "' WHERE id = " + account);
                own.tamper("UPDATE users SET first_name = '" + old + "'");
                own.tamper("UPDATE tariffs SET name = '" + old + "' WHERE id = " + tariff);
            });
            Api after = calls.at(own);

            Tree shown = after.call("accounts/get", "id", account).ok().at("data");
            assertThat(shown.at("title").text()).isEqualTo(old);
            after.call("accounts/save", "id", account, "reports_day", 2).ok();
            after.call("accounts/save", "id", account, "title", old, "reports_day", 3).ok();
            after.call("tariffs/save", "id", tariff, "name", old).ok();
            Object[] user = {"account_id", account, "name", "ann", "phone", "1"};
            after.call("accounts/users/update", user).ok();
            after.call(
                            "accounts/users/update",
                            "account_id",
                            account,
                            "name",
                            "ann",
                            "first_name",
                            old)
                    .ok();

            Answer changed = after.call("accounts/save", "id", account, "title", old + "!");
            assertThat(fault(changed, "title")).contains("U+000A", "line break");
            assertThat(
                            after.call(
                                            "accounts/users/update",
                                            "account_id",
                                            account,
                                            "name",
                                            "ann",
                                            "last_name",
                                            old)
                                    .errorText())
                    .contains("last_name", "U+000A");
            // where anything else is wrong, all of it is said at once
            Answer several =
                    after.call(
                            "accounts/save", "id", account, "title", old + "!", "reports_day", 9);
            assertThat(several.errorText()).contains("title", "U+000A", "reports_day");
            after.call("accounts/save", "id", account, "title", "One line").ok();
        }
    }
}
