package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The chart's probes, as far as its files tell without Helm. */
class HelmProbesTest {
    private static final Path FILES = HelmChartTest.CHART;

    private static int number(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(pattern + " in " + text).isTrue();
        return Integer.parseInt(found.group(1));
    }

    /** The rule of docs/operating.md: longer than interval times failures of what asks. */
    @Test
    void stoppingServer_servesUntilItsProbeHasBeenNoticed() throws IOException {
        Object values = HelmChartTest.yaml(Files.readString(FILES.resolve("values.yaml")));
        Object settings = HelmChartTest.at(values, "settings");
        String server = Files.readString(FILES.resolve("templates").resolve("server.yaml"));
        String probe = server.substring(server.indexOf("readinessProbe:"));

        int notice =
                number(
                        "^([0-9]+)s$",
                        String.valueOf(HelmChartTest.object(settings).get("drain.notice")));
        int noticed =
                number("periodSeconds: ([0-9]+)", probe)
                        * number("failureThreshold: ([0-9]+)", probe);
        int grace =
                number(
                        "([0-9]+)",
                        String.valueOf(
                                HelmChartTest.at(values, "server.terminationGracePeriodSeconds")));

        assertThat(notice).isGreaterThan(noticed);
        assertThat(grace).isGreaterThan(notice + 9);
    }

    /** The port of probes speaks TLS as soon as the API does. */
    @Test
    void requestOfAProbe_namesItsScheme() throws IOException {
        Matcher request = Pattern.compile("httpGet: (.*)").matcher(HelmChartTest.templates());
        int requests = 0;
        while (request.find()) {
            assertThat(request.group(1)).endsWith(", scheme: {{ $scheme }}}");
            requests++;
        }
        assertThat(requests).isEqualTo(3);
    }
}
