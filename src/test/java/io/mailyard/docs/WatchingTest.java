package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The dashboards for Grafana and the alert rules for Prometheus: every query is one that Prometheus
 * takes, and every metric and label in it is one that a server has.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchingTest {
    private static final Path PACKAGING = Path.of("packaging");
    private static final Path RULES = PACKAGING.resolve("prometheus/alerts.yml");
    private static final Path CASES = PACKAGING.resolve("prometheus/alerts_test.yml");
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? [0-9.eE+-]+|.* NaN");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"");

    /** A metric in a query, with its matchers. */
    private static final Pattern USED =
            Pattern.compile("\\b((?:mailyard|jvm|process)_[a-z0-9_]+)(?:\\{([^}]*)})?");

    private static final Pattern GROUPED = Pattern.compile("\\bby ?\\(([^)]*)\\)");

    /** Labels that Prometheus adds itself, and of its histograms. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job", "le");

    private final Map<String, Set<String>> metrics = new TreeMap<>();

    @TempDir private Path folder;

    @BeforeAll
    void scrapeAServerThatHasDoneEverything() throws Exception {
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server = TestServer.start(StoreKind.SQLITE)) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            route.send("one@recipient.example", "watched").ok();
            Await.until(() ->
                    scrape(api)
                            .lines()
                            .anyMatch(line ->
                                    line.matches(
                                            "mailyard_mail_recipients_total\\{.*delivered.*} 1.0")));
            server.tamper("UPDATE ledger SET delivered = delivered - 1");
            Await.until(() -> scrape(api).contains("mailyard_ledger_off{"));
            note(scrape(api));
        }
        // with a certificate, a listener says how long it is valid
        metrics.computeIfAbsent("mailyard_certificate_days", _ -> new TreeSet<>()).add("listener");
    }

    private static String scrape(Api api) {
        return api.send("GET", "/metrics", "", "").text();
    }

    private void note(String scrape) {
        for (String line : scrape.lines().toList()) {
            Matcher sample = SAMPLE.matcher(line);
            if (!line.startsWith("#") && sample.matches()) {
                Set<String> labels = metrics.computeIfAbsent(sample.group(1), _ -> new TreeSet<>());
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    labels.add(label.group(1));
                }
            }
        }
    }

    private record Query(String place, String expr) {}

    private static Object yaml(Path file) throws IOException {
        return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }

    private static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(PACKAGING.resolve("grafana"))) {
            return files.sorted().toList();
        }
    }

    /** Every {@code expr}, and every query of a variable, however deep. */
    private static void queries(String place, Object part, List<Query> found) {
        switch (part) {
            case Map<?, ?> map ->
                    map.forEach((name, value) -> {
                        if (name.equals("expr") && value instanceof String expr) {
                            found.add(new Query(place, expr));
                        } else {
                            queries(place + "." + name, value, found);
                        }
                    });
            case List<?> list -> list.forEach(item -> queries(place, item, found));
            case null, default -> {
                // a text or number
            }
        }
    }

    private static List<Query> queries() throws IOException {
        List<Query> found = new ArrayList<>();
        for (Path dashboard : dashboards()) {
            queries(dashboard.getFileName().toString(), yaml(dashboard), found);
        }
        queries("alerts.yml", yaml(RULES), found);
        return found;
    }

    @Test
    void everyMetricAndLabel_isOneThatAServerHas() throws IOException {
        List<Query> queries = queries();
        assertThat(queries).hasSizeGreaterThan(80);
        for (Query query : queries) {
            Matcher used = USED.matcher(query.expr());
            Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
            boolean any = false;
            while (used.find()) {
                any = true;
                assertThat(metrics)
                        .as("%s: %s", query.place(), query.expr())
                        .containsKey(used.group(1));
                labels.addAll(metrics.getOrDefault(used.group(1), Set.of()));
                Set<String> allowed = new TreeSet<>(OF_PROMETHEUS);
                allowed.addAll(metrics.getOrDefault(used.group(1), Set.of()));
                assertThat(allowed)
                        .as("%s: %s", query.place(), query.expr())
                        .containsAll(names(used.group(2)));
            }
            assertThat(any).as(query.expr()).isTrue();
            Matcher grouped = GROUPED.matcher(query.expr());
            while (grouped.find()) {
                assertThat(labels)
                        .as("%s: %s", query.place(), query.expr())
                        .containsAll(List.of(grouped.group(1).split(",\\s*")));
            }
        }
    }

    private static Set<String> names(String matchers) {
        Set<String> names = new TreeSet<>();
        Matcher name =
                Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)")
                        .matcher(matchers == null ? "" : matchers);
        while (name.find()) {
            names.add(name.group(1));
        }
        return names;
    }

    @Test
    void dashboards_haveTheirVariables_andPanelsThatDoNotOverlap() throws IOException {
        Set<String> uids = new TreeSet<>();
        for (Path file : dashboards()) {
            Map<?, ?> dashboard = object(yaml(file));
            assertThat(uids.add(String.valueOf(dashboard.get("uid")))).isTrue();
            assertThat(String.valueOf(dashboard.get("title"))).startsWith("Mailyard: ");
            List<?> variables = list(object(dashboard.get("templating")).get("list"));
            Set<String> names = new TreeSet<>();
            for (Object variable : variables) {
                Map<?, ?> one = object(variable);
                names.add(String.valueOf(one.get("name")));
                if (one.get("definition") instanceof String definition) {
                    Matcher asked =
                            Pattern.compile("label_values\\(([a-z_]+), ([a-z]+)\\)")
                                    .matcher(definition);
                    assertThat(asked.matches()).as(definition).isTrue();
                    Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
                    labels.addAll(metrics.getOrDefault(asked.group(1), Set.of()));
                    assertThat(metrics).containsKey(asked.group(1));
                    assertThat(labels).contains(asked.group(2));
                }
            }
            assertThat(names).as(file.toString()).contains("datasource");
            Matcher variable =
                    Pattern.compile("\\$\\{?([a-z_]+)}?").matcher(Files.readString(file));
            while (variable.find()) {
                assertThat(names.contains(variable.group(1)) || variable.group(1).startsWith("__"))
                        .as(file + ": $" + variable.group(1))
                        .isTrue();
            }
            panels(file, list(dashboard.get("panels")));
        }
        assertThat(uids).hasSize(6);
    }

    private static void panels(Path file, List<?> panels) {
        Set<String> taken = new TreeSet<>();
        Set<Object> ids = new TreeSet<>();
        for (Object each : panels) {
            Map<?, ?> panel = object(each);
            assertThat(ids.add(panel.get("id"))).isTrue();
            assertThat(String.valueOf(panel.get("title"))).isNotBlank();
            assertThat(String.valueOf(panel.get("description"))).isNotBlank();
            Map<?, ?> at = object(panel.get("gridPos"));
            int left = number(at, "x");
            int top = number(at, "y");
            int right = left + number(at, "w");
            int bottom = top + number(at, "h");
            assertThat(right).isLessThanOrEqualTo(24);
            for (int x = left; x < right; x++) {
                for (int y = top; y < bottom; y++) {
                    assertThat(taken.add(x + "/" + y))
                            .as("%s: %s overlaps", file, panel.get("title"))
                            .isTrue();
                }
            }
        }
    }

    private static int number(Map<?, ?> map, String name) {
        return Integer.parseInt(String.valueOf(map.get(name)));
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private String promtool(String... args) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROMTOOL), "promtool is not installed");
        List<String> command = new ArrayList<>(List.of(PROMTOOL.toString()));
        command.addAll(List.of(args));
        Path out = Files.createTempFile(folder, "promtool", "");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        int status = process.waitFor();
        String said = Files.readString(out);
        assertThat(status).as(said).isZero();
        return said;
    }

    /** Each query of the dashboards as a rule, with what Grafana puts in for its variables. */
    @Test
    void everyQuery_isOneThatPrometheusTakes() throws IOException, InterruptedException {
        StringBuilder rules = new StringBuilder("groups:\n  - name: queries\n    rules:\n");
        List<Query> queries = queries();
        for (int i = 0; i < queries.size(); i++) {
            String expr =
                    queries.get(i)
                            .expr()
                            .replace("$__rate_interval", "5m")
                            .replaceAll("\\$[a-z]+", ".*")
                            .replace("'", "''")
                            .replace("\n", " ");
            rules.append("      - record: query_")
                    .append(i)
                    .append("\n        expr: '")
                    .append(expr)
                    .append("'\n");
        }
        Path file = Files.writeString(folder.resolve("queries.yml"), rules);
        assertThat(promtool("check", "rules", file.toString()))
                .contains(queries.size() + " rules found");
    }

    @Test
    void alertRules_areTestedByPromtool() throws IOException, InterruptedException {
        assertThat(promtool("check", "rules", RULES.toString())).contains("SUCCESS");
        assertThat(promtool("test", "rules", CASES.toString())).contains("SUCCESS");
    }

    /** A typing error in a name would make a case that always passes. */
    @Test
    void everyAlertRule_firesInOneCase_andIsSilentInOneNearIt_andOnAHealthyPlatform()
            throws IOException {
        Set<String> rules = new TreeSet<>();
        for (Object group : list(object(yaml(RULES)).get("groups"))) {
            for (Object rule : list(object(group).get("rules"))) {
                rules.add(String.valueOf(object(rule).get("alert")));
            }
        }
        Set<String> firing = new TreeSet<>();
        Set<String> silent = new TreeSet<>();
        Set<String> healthy = new TreeSet<>();
        for (Object test : list(object(yaml(CASES)).get("tests"))) {
            boolean ofHealthy =
                    String.valueOf(object(test).get("name")).startsWith("a healthy platform");
            for (Object each : list(object(test).get("alert_rule_test"))) {
                boolean fires = !list(object(each).get("exp_alerts")).isEmpty();
                (ofHealthy ? healthy : fires ? firing : silent)
                        .add(String.valueOf(object(each).get("alertname")));
            }
        }
        assertThat(rules).hasSizeGreaterThan(20);
        assertThat(firing).isEqualTo(rules);
        assertThat(silent).isEqualTo(rules);
        assertThat(healthy).isEqualTo(rules);
    }

    /** docs/operating.md has a row for every metric of ours. */
    @Test
    void everyMetric_isDocumented() throws IOException {
        String page = Files.readString(Path.of("docs/operating.md"));
        Set<String> documented = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\| (`mailyard_.*?) \\|").matcher(page);
        while (row.find()) {
            String stem = "";
            Matcher name = Pattern.compile("`([a-z0-9_]+)").matcher(row.group(1));
            while (name.find()) {
                String one = name.group(1);
                if (one.startsWith("mailyard_")) {
                    stem = one.replaceFirst("_total$", "");
                    documented.add(one);
                } else {
                    // `_retry` stands for the first one with another end
                    documented.add(stem.substring(0, stem.lastIndexOf('_')) + one);
                }
            }
        }
        Set<String> missing = new TreeSet<>();
        metrics.keySet().stream()
                .filter(name -> name.startsWith("mailyard_"))
                .map(name -> name.replaceFirst("_(bucket|sum|count)$", ""))
                .filter(name -> !documented.contains(name))
                .forEach(missing::add);
        assertThat(missing).isEmpty();
    }
}
