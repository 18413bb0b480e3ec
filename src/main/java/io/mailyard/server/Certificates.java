package io.mailyard.server;

import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.http.HttpConfig;
import io.mailyard.http.HttpServer;
import io.mailyard.http.PemPair;
import io.mailyard.http.ServedCertificate;
import io.mailyard.operations.Metrics;
import io.mailyard.submission.SubmissionConfig;
import io.mailyard.submission.SubmissionServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificates of a server's listeners. */
final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private Certificates() {}

    /** Presents the certificates that the files of the settings contain now. */
    static void reload(
            Settings settings,
            HttpServer http,
            Optional<HttpServer> operations,
            Optional<SubmissionServer> submission) {
        HttpConfig config = HttpConfig.from(settings, Optional.empty());
        Optional<PemPair> smtp = SubmissionConfig.from(settings).tls();
        // refused before another certificate is presented
        if (submission.isPresent()) {
            smtp.flatMap(PemPair::fault)
                    .ifPresent(fault -> {
                        throw new StartException(fault);
                    });
        }
        reload("tls.certificate", http.certificate(), config.tls());
        operations.ifPresent(
                server -> reload("tls.certificate", server.certificate(), config.tls()));
        submission.ifPresent(
                server -> reload("submission.tls.certificate", server.certificate(), smtp));
    }

    private static void reload(
            String setting, Optional<ServedCertificate> served, Optional<PemPair> files) {
        if (served.isPresent() != files.isPresent()) {
            LOG.warn("changed settings that take effect after a restart: {}", setting);
            return;
        }
        files.ifPresent(pair -> served.orElseThrow().reload(pair));
    }

    /** Adds a metric: how many days each certificate is still valid. */
    static Metrics added(
            Metrics metrics,
            HttpServer http,
            Optional<SubmissionServer> submission,
            InstantSource clock) {
        return metrics.gauges(
                "mailyard_certificate_days",
                "Whole days until the certificate that a listener presents expires; below 0: it has.",
                "listener",
                () -> {
                    Map<String, Long> days = new LinkedHashMap<>();
                    ends(http, submission)
                            .forEach((name, end) -> days.put(name, days(clock.instant(), end)));
                    return days;
                });
    }

    /** When the certificates that the listeners present expire. */
    static Map<String, Instant> ends(HttpServer http, Optional<SubmissionServer> submission) {
        Map<String, Instant> ends = new LinkedHashMap<>();
        http.certificate()
                .flatMap(ServedCertificate::expiresAt)
                .ifPresent(end -> ends.put("http", end));
        submission
                .flatMap(SubmissionServer::certificate)
                .flatMap(ServedCertificate::expiresAt)
                .ifPresent(end -> ends.put("submission", end));
        return ends;
    }

    /** Why the files of a listener cannot be used as they are now. */
    static Map<String, String> refused(HttpServer http, Optional<SubmissionServer> submission) {
        Map<String, String> refused = new LinkedHashMap<>();
        http.certificate()
                .flatMap(ServedCertificate::refused)
                .ifPresent(why -> refused.put("http", why));
        submission
                .flatMap(SubmissionServer::certificate)
                .flatMap(ServedCertificate::refused)
                .ifPresent(why -> refused.put("submission", why));
        return refused;
    }

    /** Presents certificates anew when their files change. */
    static CertificateWatch watch(
            HttpServer http,
            Optional<HttpServer> operations,
            Optional<SubmissionServer> submission) {
        return new CertificateWatch(() ->
                Stream.of(
                                http.certificate(),
                                operations.flatMap(HttpServer::certificate),
                                submission.flatMap(SubmissionServer::certificate))
                        .flatMap(Optional::stream)
                        .toList())
                .start();
    }

    private static long days(Instant now, Instant end) {
        return Math.floorDiv(Duration.between(now, end).toSeconds(), 86_400L);
    }
}
