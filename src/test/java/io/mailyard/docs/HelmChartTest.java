package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Drill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The Helm chart: its values against its schema, its settings against those of the program; and in
 * long runs what Helm itself makes of it.
 */
class HelmChartTest {
    static final Path CHART = Path.of("packaging", "helm", "mailyard");
    private static final Path TOOLS = Path.of("target", "tools", "helm");

    @TempDir private Path folder;

    static Object yaml(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    static @Nullable Object at(@Nullable Object value, String path) {
        Object found = value;
        for (String name : path.split("\\.", -1)) {
            found = object(found).get(name);
        }
        return found;
    }

    static String templates() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(CHART.resolve("templates"))) {
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file)).append('\n');
            }
        }
        return all.toString();
    }

    private static Set<String> settings() throws IOException {
        Set<String> keys = new TreeSet<>();
        Matcher row =
                Pattern.compile("(?m)^\\| `([a-z0-9.-]+)` \\|")
                        .matcher(Files.readString(Path.of("docs", "configuration.md")));
        while (row.find()) {
            keys.add(row.group(1));
        }
        return keys;
    }

    @Test
    void settingsOfTheChart_areThoseOfTheProgram() throws IOException {
        Set<String> written = new TreeSet<>();
        Matcher line = Pattern.compile("(?m)^ +([a-z]+(?:\\.[a-z-]+)+) = ").matcher(templates());
        while (line.find()) {
            written.add(line.group(1));
        }
        Object values = yaml(Files.readString(CHART.resolve("values.yaml")));
        object(at(values, "settings")).keySet().forEach(key -> written.add(String.valueOf(key)));

        assertThat(written).contains("store.url", "operations.listen", "tls.certificate");
        assertThat(settings()).containsAll(written);
    }

    @Test
    void values_areThoseOfTheSchemaAndOfTheTemplates() throws IOException {
        Object values = yaml(Files.readString(CHART.resolve("values.yaml")));
        Object schema = yaml(Files.readString(CHART.resolve("values.schema.json")));
        Set<String> declared = new TreeSet<>();
        object(at(schema, "properties")).keySet().forEach(key -> declared.add(String.valueOf(key)));
        declared.remove("global");
        assertThat(declared)
                .isEqualTo(
                        object(values).keySet().stream()
                                .map(String::valueOf)
                                .collect(Collectors.toCollection(TreeSet::new)));
        Matcher used = Pattern.compile("\\.Values((?:\\.[a-zA-Z]+)+)").matcher(templates());
        while (used.find()) {
            String path = used.group(1).substring(1);
            int last = path.lastIndexOf('.');
            Object above = last < 0 ? values : at(values, path.substring(0, last));
            assertThat(object(above).containsKey(path.substring(last + 1))).as(path).isTrue();
        }
    }

    @Test
    void chart_isOfThisVersion_andNeverLatest() throws IOException {
        Object chart = yaml(Files.readString(CHART.resolve("Chart.yaml")));
        Matcher version =
                Pattern.compile("<version>([0-9.]+)").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(String.valueOf(at(chart, "appVersion"))).isEqualTo(version.group(1));
        assertThat(templates()).doesNotContain(":latest");
    }

    private record Ended(int status, String out) {}

    /** Runs Helm's own code, which a long run has fetched. */
    private Ended helm(String what, String values) throws IOException, InterruptedException {
        assumeTrue(
                Drill.isLong() && Files.isDirectory(TOOLS),
                "Helm is fetched by ./check --long alone");
        Path file = Files.writeString(folder.resolve("values.yaml"), values);
        Path out = Files.createTempFile(folder, "helm", "");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                TOOLS.toAbsolutePath() + "/*",
                                Path.of("src/test/resources/helm/HelmRun.java").toString(),
                                what,
                                CHART.toString(),
                                file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        return new Ended(process.waitFor(), Files.readString(out));
    }

    private List<Map<?, ?>> rendered(String values) throws IOException, InterruptedException {
        Ended ended = helm("template", values);
        assertThat(ended.status()).as(ended.out()).isZero();
        List<Map<?, ?>> objects = new ArrayList<>();
        String text = ended.out().replaceAll("(?m)^WARNING: .*\n", "");
        new Load(LoadSettings.builder().build())
                .loadAllFromString(text)
                .forEach(one -> {
                    if (one instanceof Map<?, ?> object) {
                        objects.add(object);
                    }
                });
        return objects;
    }

    private static final String FULL =
            """
            image: {repository: registry.example/mailyard, tag: "0.2.0"}
            settings: {log.format: json, http.max-body: 2MiB, http.max-connections: 1000000}
            secretName: mailyard-secret
            store: {url: "postgresql://mailyard@db.example/mailyard"}
            tls: {secretName: mailyard-tls}
            server: {replicas: 3, javaOptions: "-Xmx1g", podAnnotations: {example.com/team: mail}}
            ingress: {enabled: true, className: nginx, host: mail.example.com, tlsSecretName: t}
            networkPolicy: {from: [{namespaceSelector: {matchLabels: {team: mail}}}]}
            nodes:
              - {name: eu-1, keySecretName: eu-1-key, servers: ["https://mail.example.com:8443"],
                 settings: {delivery.max-connections: 100}, hostNetwork: true}
              - {name: us-1, keySecretName: k, servers: ["https://a.example:8443"]}
            """;

    @Test
    void chart_isLintedStrictly() throws IOException, InterruptedException {
        Ended ended = helm("lint", "{}");
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out()).doesNotContain("[WARNING]", "[ERROR]");
    }

    @Test
    void renderedObjects_fitTogether() throws IOException, InterruptedException {
        for (String values : List.of("{}", FULL)) {
            List<Map<?, ?>> objects = rendered(values);
            List<Map<?, ?>> pods = new ArrayList<>();
            for (Map<?, ?> object : objects) {
                if ("StatefulSet".equals(object.get("kind"))) {
                    assertThat(at(object, "spec.template.metadata.labels"))
                            .isEqualTo(at(object, "spec.selector.matchLabels"));
                    pods.add(object(at(object, "spec.template")));
                    pod(object(at(object, "spec")), "HTTP" + (values.equals(FULL) ? "S" : ""));
                    if (String.valueOf(at(object, "metadata.name")).contains("-node-")) {
                        assertThat(at(object, "spec.replicas"))
                                .as("a key is for one process")
                                .isEqualTo(1);
                    }
                }
                assertThat(object.get("kind")).isNotEqualTo("Secret");
            }
            for (Map<?, ?> object : objects) {
                switch (String.valueOf(object.get("kind"))) {
                    case "Service" ->
                            selects(pods, at(object, "spec.selector"), at(object, "spec.ports"));
                    case "PodDisruptionBudget" ->
                            selects(pods, at(object, "spec.selector.matchLabels"), null);
                    case "NetworkPolicy" ->
                            selects(pods, at(object, "spec.podSelector.matchLabels"), null);
                    default -> {
                        // has no selector
                    }
                }
            }
            settingsAreKnown(objects);
        }
        assertThat(rendered(FULL).toString())
                .contains("http.max-connections = 1000000", "kind=Ingress", "mail-node-us-1");
    }

    /** Whatever asks a server by HTTP does so as the server speaks. */
    @Test
    void whatAsksTheServer_speaksTlsWhereTheServerDoes() throws IOException, InterruptedException {
        Map<String, String> schemes =
                Map.of(
                        "ingress: {enabled: true}",
                        "http",
                        "{ingress: {enabled: true}, tls: {secretName: t}}",
                        "https",
                        "{ingress: {enabled: true}, settings: {tls.certificate: /a, tls.key: /b}}",
                        "https",
                        "{ingress: {enabled: true}, settings: {acme.directory: 'https://a.example'}}",
                        "https");
        for (Map.Entry<String, String> each : schemes.entrySet()) {
            String scheme = each.getValue();
            boolean tls = scheme.equals("https");
            for (Map<?, ?> object : rendered(each.getKey())) {
                switch (String.valueOf(object.get("kind"))) {
                    case "StatefulSet" -> {
                        pod(object(at(object, "spec")), scheme.toUpperCase(Locale.ROOT));
                        Object annotations = at(object, "spec.template.metadata.annotations");
                        assertThat(object(annotations).get("prometheus.io/scheme"))
                                .isEqualTo(scheme);
                    }
                    case "Ingress" ->
                            assertThat(String.valueOf(at(object, "metadata.annotations")))
                                    .isEqualTo(
                                            tls
                                                    ? "{nginx.ingress.kubernetes.io/backend-protocol=HTTPS}"
                                                    : "null");
                    case "Service" -> {
                        if ("mail".equals(at(object, "metadata.name"))) {
                            assertThat(String.valueOf(at(object, "spec.ports")))
                                    .contains("appProtocol=" + scheme + "}");
                        }
                    }
                    default -> {
                        // is not asked
                    }
                }
            }
        }
        String own = "nginx.ingress.kubernetes.io/backend-protocol: GRPCS";
        assertThat(
                        rendered(
                                        "{ingress: {enabled: true, annotations: {"
                                                + own
                                                + "}}, tls: {secretName: t}}")
                                .toString())
                .contains("backend-protocol=GRPCS")
                .doesNotContain("backend-protocol=HTTPS");
    }

    private static void settingsAreKnown(List<Map<?, ?>> objects) throws IOException {
        Set<String> known = settings();
        for (Map<?, ?> object : objects) {
            if (!"ConfigMap".equals(object.get("kind"))) {
                continue;
            }
            for (Object text : object(object.get("data")).values()) {
                String.valueOf(text)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .forEach(line ->
                                assertThat(known).contains(line.substring(0, line.indexOf(" = "))));
            }
        }
    }

    /**
     * What a container mounts is there, it is not root, and its probes ask a port that it has, in
     * the words that this port speaks.
     */
    private static void pod(Map<?, ?> set, String scheme) {
        Map<?, ?> spec = object(at(set, "template.spec"));
        assertThat(at(spec, "securityContext.runAsNonRoot")).isEqualTo(true);
        Set<String> volumes = new TreeSet<>();
        list(spec.get("volumes"))
                .forEach(volume -> volumes.add(String.valueOf(object(volume).get("name"))));
        list(set.get("volumeClaimTemplates"))
                .forEach(claim -> volumes.add(String.valueOf(at(claim, "metadata.name"))));
        for (Object each : list(spec.get("containers"))) {
            Map<?, ?> container = object(each);
            assertThat(at(container, "securityContext.readOnlyRootFilesystem")).isEqualTo(true);
            assertThat(at(container, "securityContext.allowPrivilegeEscalation")).isEqualTo(false);
            assertThat(list(at(container, "securityContext.capabilities.drop")).toString())
                    .isEqualTo("[ALL]");
            assertThat(String.valueOf(container.get("image")))
                    .matches(".+:[^:/]+")
                    .doesNotEndWith(":latest");
            list(container.get("volumeMounts"))
                    .forEach(mount ->
                            assertThat(volumes)
                                    .contains(String.valueOf(object(mount).get("name"))));
            Set<String> ports = names(container.get("ports"));
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                Object asked = at(container, probe + ".httpGet.port");
                if (asked != null) {
                    assertThat(ports).contains(String.valueOf(asked));
                    assertThat(at(container, probe + ".httpGet.scheme")).isEqualTo(scheme);
                }
            }
        }
    }

    private static Set<String> names(@Nullable Object objects) {
        Set<String> names = new TreeSet<>();
        list(objects).forEach(one -> names.add(String.valueOf(object(one).get("name"))));
        return names;
    }

    /** A selector finds pods, which have the ports that it leads to. */
    private static void selects(
            List<Map<?, ?>> pods, @Nullable Object selector, @Nullable Object ports) {
        List<Map<?, ?>> found =
                pods.stream()
                        .filter(pod ->
                                object(at(pod, "metadata.labels"))
                                        .entrySet()
                                        .containsAll(object(selector).entrySet()))
                        .toList();
        assertThat(found).as(String.valueOf(selector)).hasSize(1);
        for (Object port : list(ports)) {
            Set<String> open = new TreeSet<>();
            list(at(found.getFirst(), "spec.containers"))
                    .forEach(container -> open.addAll(names(object(container).get("ports"))));
            assertThat(open).contains(String.valueOf(object(port).get("targetPort")));
        }
    }

    @Test
    void valuesThatAreWrong_areRefused() throws IOException, InterruptedException {
        for (String wrong :
                List.of(
                        "server: {replicas: 2}",
                        "image: {repository: x, tag: latest}",
                        "sever: {replicas: 1}",
                        "settings: {store.password: secret}",
                        "settings: {Not A Key: 1}",
                        "settings: {operations.listen: 0.0.0.0:1}",
                        "settings: {submission.listen: 0.0.0.0:1}",
                        "{settings: {tls.certificate: /x}, tls: {secretName: x}}",
                        "{settings: {store.url: postgresql://a/b}, store: {url: postgresql://c/d}}",
                        "nodes: [{name: x, replicas: 2, keySecretName: k, servers: [\"https://a.example\"]}]",
                        "nodes: [{name: x, keySecretName: k, servers: [\"http://a.example\"]}]")) {
            Ended ended = helm("template", wrong);
            assertThat(ended.status()).as(wrong).isNotZero();
        }
    }
}
