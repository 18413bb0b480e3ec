package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What code and documents refer to is there. */
class ReferencesTest {
    /** A path with a folder at least, in prose: no address and no member of an archive. */
    private static final Pattern FILE =
            Pattern.compile(
                    "(?<![A-Za-z0-9_/.{}*$<>:@%-])(?:[a-z][A-Za-z0-9_-]*/)+[A-Za-z0-9_.-]+"
                            + "\\.(?:md|json|sql|java|jte|svg|png|csv|tsv)\\b");

    /** Folders that code and documents name files from, beside the root and their own. */
    private static final List<String> BASES =
            List.of("src/main/jte", "src/main/java/io/mailyard", "src/test/java/io/mailyard");

    /** A name of a type, alone or with a member, in the page of walks through the code. */
    private static final Pattern TYPE =
            Pattern.compile(
                    "\\b((?:[A-Z][a-z]+){2,}(?=\\b(?!\\.\\w))|(?:[A-Z][a-z]+)+(?=\\.\\w))"
                            + "(?:\\.(?!java|class)(\\w+))?");

    private static final Pattern DECLARED =
            Pattern.compile("\\b(?:class|record|interface|enum) +([A-Z]\\w*)");

    private static final Pattern STEP = Pattern.compile("\\d+\\. `([a-z]+/)(\\w+)\\.java`.*");

    /** Literals are names on the class path, or what a test makes. */
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

    private static final Pattern SPECIFICATION =
            Pattern.compile("(?<!docs/)(?<![a-z])spec/[a-z-]+\\.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*)$");

    private static List<Path> files(String start, String... endings) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(start))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .toList();
        }
    }

    /** Such as {@code stops/StopLog.java} or {@code testing/TestServer}. */
    private static final Pattern CLASS =
            Pattern.compile("(?<![A-Za-z0-9_/.-])([a-z]+/[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)\\b");

    @Test
    void classesNamedByPages_exist() throws IOException {
        Set<String> missing = new TreeSet<>();
        List<Path> pages = new ArrayList<>(files("docs", ".md"));
        pages.add(Path.of("CONTRIBUTING.md"));
        for (Path page : pages) {
            Matcher named = CLASS.matcher(Files.readString(page, StandardCharsets.UTF_8));
            while (named.find()) {
                String file = "java/io/mailyard/" + named.group(1) + ".java";
                if (!Files.exists(Path.of(named.group(1)))
                        && !Files.exists(Path.of("src/main", file))
                        && !Files.exists(Path.of("src/test", file))) {
                    missing.add(page + ": " + named.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void typesNamedByFindYourWay_exist() throws IOException {
        Map<String, String> declared = new HashMap<>();
        for (Path source : files("src", ".java")) {
            String text = Files.readString(source, StandardCharsets.UTF_8);
            DECLARED.matcher(text)
                    .results()
                    .forEach(type -> declared.merge(type.group(1), text, String::concat));
        }
        Set<String> missing = new TreeSet<>();
        Matcher named =
                TYPE.matcher(
                        Files.readString(Path.of("docs/find-your-way.md"), StandardCharsets.UTF_8));
        while (named.find()) {
            String text = declared.getOrDefault(named.group(1), "");
            String member = Objects.requireNonNullElse(named.group(2), "");
            if (!text.matches("(?s).*\\b" + member + "\\b.*")) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    /** The anchors of a page's headings, as GitHub makes them. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new TreeSet<>();
        Matcher heading = HEADING.matcher(Files.readString(page, StandardCharsets.UTF_8));
        while (heading.find()) {
            anchors.add(
                    heading.group(1)
                            .replaceAll("\\]\\([^)]*\\)", "")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N} _-]", "")
                            .replace(' ', '-'));
        }
        return anchors;
    }

    private static String prose(Path source, String text) {
        return source.toString().endsWith(".java")
                ? COMMENT.matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.joining("\n"))
                : text;
    }

    private static boolean isThere(Path source, String name) {
        Path folder = Objects.requireNonNull(source.toAbsolutePath().getParent());
        return Files.exists(Path.of(name))
                || Files.exists(folder.resolve(name))
                || BASES.stream().anyMatch(base -> Files.exists(Path.of(base, name)));
    }

    @Test
    void filesNamedByCode_exist() throws IOException {
        Set<String> missing = new TreeSet<>();
        List<Path> sources = new ArrayList<>(files("src", ".java", ".sql", ".jte"));
        sources.addAll(files("docs", ".md"));
        sources.addAll(
                List.of(
                        Path.of("README.md"),
                        Path.of("CHANGELOG.md"),
                        Path.of("CONTRIBUTING.md"),
                        Path.of("UPGRADING.md"),
                        Path.of("bench/README.md")));
        for (Path source : sources) {
            String text = Files.readString(source, StandardCharsets.UTF_8);
            Matcher named = FILE.matcher(prose(source, text));
            while (named.find()) {
                boolean madeLater =
                        named.group().startsWith("target/") || named.group().contains("NNNN");
                if (!madeLater && !isThere(source, named.group())) {
                    missing.add(source + ": " + named.group());
                }
            }
            Matcher old = SPECIFICATION.matcher(text);
            while (old.find()) {
                if (!source.startsWith("docs")) {
                    missing.add(source + ": " + old.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void linksInDocuments_resolve() throws IOException {
        Set<String> missing = new TreeSet<>();
        List<Path> pages = new ArrayList<>(files("docs", ".md"));
        pages.addAll(
                List.of(
                        Path.of("README.md"),
                        Path.of("CHANGELOG.md"),
                        Path.of("CONTRIBUTING.md"),
                        Path.of("UPGRADING.md"),
                        Path.of("bench/README.md")));
        for (Path page : pages) {
            Matcher link = LINK.matcher(Files.readString(page, StandardCharsets.UTF_8));
            while (link.find()) {
                String target = link.group(1);
                if (target.contains("://") || target.startsWith("mailto:")) {
                    continue;
                }
                Path folder = Objects.requireNonNull(page.toAbsolutePath().getParent());
                Path file = target.isEmpty() ? page : folder.resolve(target);
                String anchor = Objects.requireNonNullElse(link.group(2), "");
                if (!Files.exists(file) || (!anchor.isEmpty() && !anchors(file).contains(anchor))) {
                    missing.add(page + ": " + link.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /**
     * Fewer than 30 files. Each is reached from an earlier one, as one of the two names the other,
     * except where the application's thread and the node's begin.
     */
    @Test
    void pathFromSendToData_isShortAndConnected() throws IOException {
        String page = Files.readString(Path.of("docs/find-your-way.md"), StandardCharsets.UTF_8);
        int begins = page.indexOf("## How does a message get from");
        List<String> unreachable = new ArrayList<>();
        int steps = 0;
        Map<String, String> earlier = new HashMap<>();
        for (String line : page.substring(begins, page.indexOf("\n## ", begins)).split("\n", -1)) {
            Matcher step = STEP.matcher(line);
            if (!step.matches()) {
                continue;
            }
            steps++;
            String name = step.group(2);
            String text =
                    Files.readString(
                            Path.of("src/main/java/io/mailyard", step.group(1) + name + ".java"),
                            StandardCharsets.UTF_8);
            boolean first = name.equals("SendRoutes") || name.equals("Leaser");
            boolean reached =
                    earlier.entrySet().stream()
                            .anyMatch(before ->
                                    isNamed(name, before.getValue())
                                            || isNamed(before.getKey(), text));
            if (!first && !reached) {
                unreachable.add(name);
            }
            earlier.put(name, text);
        }
        assertThat(unreachable).isEmpty();
        assertThat(steps).isEqualTo(29);
        assertThat(earlier).hasSize(steps);
    }

    private static boolean isNamed(String type, String text) {
        return Pattern.compile("\\b" + type + "\\b").matcher(text).find();
    }
}
