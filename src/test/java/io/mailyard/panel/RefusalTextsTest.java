package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.templates.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every refusal that the sources have, as a Russian page says it. */
class RefusalTextsTest {
    private static final Path SOURCES = Path.of("src/main/java/io/mailyard");
    private static final Pattern MADE =
            Pattern.compile(
                    "(ApiException\\.\\w+|new ApiException|new OutdatedDryRunException|new Fault"
                            + "|new IllegalArgumentException)\\(");
    private static final Pattern LITERAL =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"", Pattern.DOTALL);

    /** Packages whose refusals no page shows: of commands, nodes, settings, and other protocols. */
    private static final Set<String> NOT_OF_PAGES =
            Set.of(
                    "agent",
                    "backups",
                    "cli",
                    "compare",
                    "config",
                    "crash",
                    "db",
                    "declare",
                    "delivery",
                    "document",
                    "drill",
                    "http",
                    "main",
                    "operations",
                    "protocol",
                    "smtp");

    /**
     * Refusals that have no Russian text: of callers of the API and of SMTP, which no form of a
     * page can bring about.
     */
    private static final Set<String> ENGLISH =
            Set.of(
                    "Idempotency-Key '{}' {}",
                    "a = that quotes nothing",
                    "a joiner joins nothing",
                    "a macro keeps no part",
                    "a message needs a recipient",
                    "a status of no recipient",
                    "Charset '{}' is not taken: send the body in UTF-8",
                    "has '{}', not RANGE=ACCOUNT",
                    "is not taken here: a dry run does not find all that this call records",
                    "language is none: {}",
                    "message id is none: {}",
                    "no ending without an attempt: {}",
                    "SMTP submission is off on this server",
                    "The body is neither a JSON object nor XML{}; send application/json or application/xml",
                    "too many parameters, or one of them twice",
                    "token '{}{}",
                    "{} is of another call or of other changes: what would be changed has changed"
                            + " since, make a new dry run");

    private static List<String> arguments(String source, int from) {
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        int begun = from;
        for (int at = from; at < source.length(); at++) {
            char c = source.charAt(at);
            if (c == '"') {
                Matcher literal = LITERAL.matcher(source).region(at, source.length());
                if (!literal.lookingAt()) {
                    return List.of();
                }
                at = literal.end() - 1;
            } else if ("([{".indexOf(c) >= 0) {
                depth++;
            } else if (")]}".indexOf(c) >= 0 && depth-- == 0) {
                arguments.add(source.substring(begun, at));
                return arguments;
            } else if (c == ',' && depth == 0) {
                arguments.add(source.substring(begun, at));
                begun = at + 1;
            }
        }
        return arguments;
    }

    /** A text made of literals and other parts, these as {@code {}}; empty: it has no literal. */
    private static String text(String expression) {
        StringBuilder text = new StringBuilder();
        boolean said = false;
        int depth = 0;
        StringBuilder part = new StringBuilder();
        for (int at = 0; at <= expression.length(); at++) {
            char c = at < expression.length() ? expression.charAt(at) : '+';
            if (c == '"') {
                Matcher literal = LITERAL.matcher(expression).region(at, expression.length());
                if (!literal.lookingAt()) {
                    return "";
                }
                part.append(literal.group());
                at = literal.end() - 1;
            } else if (c == '+' && depth == 0) {
                Matcher whole = LITERAL.matcher(part.toString().strip());
                said |= whole.matches();
                text.append(whole.matches() ? whole.group(1).translateEscapes() : "{}");
                part.setLength(0);
            } else {
                depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
                part.append(c);
            }
        }
        return said ? text.toString() : "";
    }

    private static Map<String, String> refusals() throws IOException {
        Map<String, String> refusals = new TreeMap<>();
        Map<Path, String> sources = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                if (!NOT_OF_PAGES.contains(SOURCES.relativize(file).getName(0).toString())) {
                    sources.put(file, Files.readString(file));
                }
            }
        }
        sources.forEach((file, source) -> {
            Matcher made = MADE.matcher(source);
            while (made.find()) {
                List<String> arguments = arguments(source, made.end());
                boolean isFault = made.group(1).endsWith("Fault");
                if (arguments.size() > (isFault ? 1 : 0)) {
                    String text = text(isFault ? arguments.get(1) : arguments.getLast());
                    if (text.matches("(?s).*[a-z]{2}.*")) {
                        refusals.put(text, file.getFileName().toString());
                    }
                }
            }
        });
        return refusals;
    }

    @Test
    void everyRefusalThatAPageCanShow_hasARussianText() throws IOException {
        Translations russian = Translations.of(Language.RU);
        Map<String, String> refusals = refusals();
        assertThat(refusals.size()).isGreaterThan(250);
        Map<String, String> english = new TreeMap<>();
        refusals.forEach((text, file) -> {
            // a part at the end may be empty, or a sentence of its own
            boolean hasRussian =
                    Stream.of(text.replace("{}", "X1"), text.replaceFirst("\\{}$", ""))
                            .anyMatch(said ->
                                    ServerTexts.of(russian, said.replace("{}", "X1"))
                                            .matches("(?s).*[а-яё]{2}.*"));
            if (!hasRussian) {
                english.put(text, file);
            }
        });
        assertThat(refusals.keySet()).containsAll(ENGLISH);
        english.keySet().removeAll(ENGLISH);
        assertThat(english).as("refusals without a Russian text").isEmpty();
    }

    @Test
    void refusalsWithValues_keepThemInRussian() {
        Translations russian = Translations.of(Language.RU);
        for (String[] pair :
                new String[][] {
                    {
                        "percents must add up to 100, add up to 90",
                        "доли в сумме должны давать 100 %, а дают 90"
                    },
                    {
                        "rules[0].senders: percents must add up to 100, add up to 90",
                        "rules[0].senders: доли в сумме должны давать 100 %, а дают 90"
                    },
                    {"no tariff named 'a$1\\b'", "тарифа «a$1\\b» нет"},
                    {"no webhook with id 5", "webhook с номером 5 не найден"},
                    {
                        "state: is empty, and would let all pass: leave it out if all are meant",
                        "state: пусто и пропустило бы всё: если имеются в виду все, не указывайте"
                    }
                }) {
            assertThat(ServerTexts.of(russian, pair[0])).isEqualTo(pair[1]);
        }
    }
}
