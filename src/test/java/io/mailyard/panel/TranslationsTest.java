package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.Token;
import io.mailyard.accounts.Account;
import io.mailyard.administrators.Administrator;
import io.mailyard.administrators.Role;
import io.mailyard.domains.Domain;
import io.mailyard.events.Webhook;
import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.nodes.Node;
import io.mailyard.policies.PolicyKind;
import io.mailyard.policies.SigningKey;
import io.mailyard.providers.AccountProvider;
import io.mailyard.providers.LdapServer;
import io.mailyard.providers.OidcProvider;
import io.mailyard.senders.Sender;
import io.mailyard.suppressions.ImportFormat;
import io.mailyard.suppressions.Suppression;
import io.mailyard.tariffs.Tariff;
import io.mailyard.templates.Language;
import io.mailyard.users.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Both languages say everything, with the same places, and nothing that nobody asks for. */
class TranslationsTest {
    private static final Translations EN = Translations.of(Language.EN);
    private static final Translations RU = Translations.of(Language.RU);
    private static final Pattern FORM = Pattern.compile("(.+)\\.(one|few|many)");

    /** Keys as they are asked for: whole, or the start of one, to which a word is added. */
    private static final Pattern ASKED =
            Pattern.compile("\\.(text|count)\\(\\s*\"([a-z0-9._-]+)\"(\\s*\\+)?");

    /**
     * Of a key that stands twice the last is in force, whatever who looks at the first believes.
     */
    @Test
    void keys_standOnce() throws IOException {
        List<String> twice = new ArrayList<>();
        for (String name : List.of("words_en", "words_ru", "server_ru")) {
            Set<String> seen = new HashSet<>();
            Files.readAllLines(Path.of("src/main/resources/panel/" + name + ".properties")).stream()
                    .filter(line -> !line.startsWith("#") && line.contains("="))
                    .map(line -> line.substring(0, line.indexOf('=')))
                    .filter(key -> !seen.add(key))
                    .forEach(key -> twice.add(name + ": " + key));
        }
        assertThat(twice).isEmpty();
    }

    @Test
    void languages_haveTheSameKeys() {
        Set<String> russian = bases(RU);
        // in English a field's words are those of its declaration
        russian.removeIf(key -> key.startsWith("field."));
        assertThat(russian).isEqualTo(bases(EN));
    }

    @Test
    void fields_haveRussianWords() {
        Map<String, List<Field<?>>> forms =
                new TreeMap<>(
                        Map.of(
                                "accounts",
                                Account.SETTABLE,
                                "tariffs",
                                Fields.settable(Tariff.FIELDS),
                                "nodes",
                                Fields.settable(Node.FIELDS),
                                "domains",
                                Domain.CLAIM,
                                "suppressions",
                                Fields.joined(Suppression.SETTABLE, List.of(ImportFormat.FIELD))));
        PolicyKind.all().forEach(kind -> forms.put(kind.noun(), Fields.settable(kind.fields())));
        forms.put("keys", new ArrayList<>(forms.getOrDefault("keys", List.of())));
        forms.getOrDefault("keys", List.of()).add(SigningKey.PRIVATE_KEY);
        forms.put("senders", Fields.joined(Sender.OTHER, Sender.MTA.subList(1, Sender.MTA.size())));
        forms.putAll(
                Map.of(
                        "administrators",
                        Fields.settable(Administrator.FIELDS),
                        "oidc_providers",
                        Fields.settable(OidcProvider.FIELDS),
                        "ldap_servers",
                        Fields.settable(LdapServer.FIELDS),
                        "webhooks",
                        without("events", Fields.settable(Webhook.SHOWN)),
                        "users",
                        User.SETTABLE,
                        "roles",
                        without("scopes", Fields.settable(Role.FIELDS)),
                        "tokens",
                        without("scopes", Fields.settable(Token.OF_PLATFORM))));
        forms.put("account_providers", Fields.settable(AccountProvider.FIELDS));
        Set<String> known = new TreeSet<>();
        forms.forEach((noun, fields) ->
                fields.forEach(field -> {
                    String key = "field." + noun + "." + field.name();
                    known.add(key);
                    known.add(key + ".help");
                    assertThat(RU.has(key) && RU.has(key + ".help")).as(key).isTrue();
                }));
        Set<String> dead = bases(RU);
        dead.removeIf(key -> !key.startsWith("field.") || known.contains(key));
        assertThat(dead).isEmpty();
    }

    /** Scopes are ticked, and have words of their own. */
    private static List<Field<?>> without(String name, List<Field<?>> fields) {
        return fields.stream().filter(field -> !field.name().equals(name)).toList();
    }

    @Test
    void languages_haveTheSamePlaces() {
        for (String key : EN.bundle().keySet()) {
            if (RU.has(key)) {
                assertThat(places(RU.text(key))).as(key).isEqualTo(places(EN.text(key)));
            }
        }
    }

    @Test
    void numbers_haveEveryForm() {
        for (String base : bases(EN)) {
            if (EN.has(base + ".one")) {
                assertThat(EN.has(base + ".many")).as(base).isTrue();
                assertThat(RU.has(base + ".one")).as(base).isTrue();
                assertThat(RU.has(base + ".few")).as(base).isTrue();
                assertThat(RU.has(base + ".many")).as(base).isTrue();
            }
        }
    }

    @Test
    void keysThatAreAskedFor_areThere() {
        for (String source : PanelFiles.sources()) {
            Matcher asked = ASKED.matcher(source);
            while (asked.find()) {
                String key = asked.group(2);
                boolean isStart = asked.group(3) != null;
                boolean known =
                        isStart
                                ? EN.bundle().keySet().stream().anyMatch(k -> k.startsWith(key))
                                : asked.group(1).equals("count")
                                        ? EN.has(key + ".many")
                                        : EN.has(key);
                assertThat(known).as(key).isTrue();
            }
        }
    }

    @Test
    void keys_areAllAskedFor() {
        Set<String> quoted = new TreeSet<>();
        for (String source : PanelFiles.sources()) {
            Matcher word = Pattern.compile("\"([a-z0-9._-]+)\"").matcher(source);
            while (word.find()) {
                quoted.add(word.group(1));
            }
        }
        Set<String> dead = new TreeSet<>(bases(EN));
        dead.removeIf(key ->
                key.startsWith("field.")
                        || quoted.contains(key)
                        || quoted.stream().anyMatch(q -> q.endsWith(".") && key.startsWith(q)));
        assertThat(dead).isEmpty();
    }

    @Test
    void russianTexts_areNotEnglish() {
        Set<String> same = new TreeSet<>();
        for (String key : RU.bundle().keySet()) {
            if (EN.has(key)
                    && EN.text(key).equals(RU.text(key))
                    && EN.text(key).matches(".*[a-z]{4}.*")) {
                same.add(key);
            }
        }
        assertThat(same).isEmpty();
    }

    @Test
    void plurals_followCldr() {
        for (long number = 0; number < 2_000; number++) {
            assertThat(Translations.form(Language.EN, number))
                    .isEqualTo(number == 1 ? "one" : "many");
            String last = String.valueOf(number);
            String form =
                    last.matches("(.*[^1])?1")
                            ? "one"
                            : last.matches("(.*[^1])?[234]") ? "few" : "many";
            assertThat(Translations.form(Language.RU, number)).as(last).isEqualTo(form);
        }
    }

    @Test
    void places_areFilledOnce() {
        assertThat(EN.text("error.request", "{0} $1 \\")).contains("Error {0} $1 \\, request");
    }

    private static Set<String> bases(Translations words) {
        return words.bundle().keySet().stream()
                .map(key -> FORM.matcher(key).replaceFirst("$1"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> places(String message) {
        Set<String> places = new TreeSet<>();
        Matcher place = Pattern.compile("\\{[0-9]}").matcher(message);
        while (place.find()) {
            places.add(place.group());
        }
        return places;
    }
}
