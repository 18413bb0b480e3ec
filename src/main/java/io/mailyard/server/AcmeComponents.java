package io.mailyard.server;

import io.mailyard.acme.AcmeCertificates;
import io.mailyard.acme.AcmeConfig;
import io.mailyard.api.Site;
import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.db.Database;
import io.mailyard.http.HttpConfig;
import io.mailyard.http.HttpServer;
import io.mailyard.http.ServedCertificate;
import io.mailyard.submission.SubmissionServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate by ACME of this server's listeners, where one is ordered. */
final class AcmeComponents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AcmeComponents.class);

    private final Optional<AcmeConfig> config;
    private final InstantSource clock;
    private final Path dataFolder;
    private final Optional<HttpServer> listener;
    private Optional<AcmeCertificates> certificates = Optional.empty();

    private AcmeComponents(
            Optional<AcmeConfig> config,
            Path dataFolder,
            Optional<HttpServer> listener,
            InstantSource clock) {
        this.clock = clock;
        this.config = config;
        this.dataFolder = dataFolder;
        this.listener = listener;
    }

    /** Binds the address where HTTP-01 is answered, if it has one of its own. */
    static AcmeComponents bind(
            Settings settings, HttpConfig http, Path dataFolder, InstantSource clock) {
        Optional<AcmeConfig> config = AcmeConfig.from(settings);
        return new AcmeComponents(
                config,
                dataFolder,
                config.flatMap(AcmeConfig::listen)
                        .map(address -> HttpServer.bind(http.at(address).withoutTls())),
                clock);
    }

    /** The settings with the files of ACME for listeners without a certificate of their own. */
    Settings applied(Settings settings) {
        return AcmeConfig.applied(settings, dataFolder);
    }

    /** Adds the answers to an authority, and begins to listen for it. */
    AcmeComponents mount(
            Site site, Database database, HttpServer http, Optional<SubmissionServer> submission) {
        certificates =
                config.map(given ->
                        AcmeCertificates.of(
                                given,
                                database,
                                dataFolder,
                                clock,
                                () -> reload(http, submission)));
        certificates.ifPresent(acme -> {
            site.pages("GET, HEAD", AcmeCertificates.PATH, acme::answer);
            listener.ifPresent(server ->
                    server.serve(
                            Site.ofPages()
                                    .pages("GET, HEAD", AcmeCertificates.PATH, acme::answer)));
            if (config.orElseThrow().alpn()) {
                http.certificate().ifPresent(served -> served.answerChallenges(acme));
            }
        });
        return this;
    }

    /** Orders from now on. */
    AcmeComponents start() {
        certificates.ifPresent(AcmeCertificates::start);
        return this;
    }

    private static void reload(HttpServer http, Optional<SubmissionServer> submission) {
        Stream.of(http.certificate(), submission.flatMap(SubmissionServer::certificate))
                .flatMap(Optional::stream)
                .forEach(AcmeComponents::reload);
    }

    private static void reload(ServedCertificate served) {
        try {
            served.reload(served.files());
        } catch (StartException refused) {
            LOG.error("the earlier certificate stays: {}", refused.getMessage());
        }
    }

    /** Returns the facts known about the listeners' certificates besides their end. */
    Map<String, CertificateNote> notes(HttpServer http, Optional<SubmissionServer> submission) {
        Map<String, CertificateNote> notes = new LinkedHashMap<>();
        certificates.ifPresent(acme -> {
            CertificateNote note =
                    acme.failure().isEmpty()
                            ? new CertificateNote("ok", "")
                            : new CertificateNote("unissued", acme.failure());
            ofAcme(http.certificate()).ifPresent(_ -> notes.put("http", note));
            ofAcme(submission.flatMap(SubmissionServer::certificate))
                    .ifPresent(_ -> notes.put("submission", note));
        });
        Certificates.refused(http, submission)
                .forEach((name, why) -> notes.put(name, new CertificateNote("unusable", why)));
        return notes;
    }

    private Optional<ServedCertificate> ofAcme(Optional<ServedCertificate> served) {
        return served.filter(certificate ->
                certificate.files().certificate().startsWith(dataFolder.resolve("acme")));
    }

    @Override
    public void close() {
        certificates.ifPresent(AcmeCertificates::close);
        listener.ifPresent(HttpServer::close);
    }
}
