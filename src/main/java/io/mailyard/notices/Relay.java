package io.mailyard.notices;

import io.mailyard.base.StartException;
import io.mailyard.mime.Composer;
import io.mailyard.mime.Mailbox;
import io.mailyard.mime.OwnMail;
import io.mailyard.smtp.Endpoint;
import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.SmtpClient;
import io.mailyard.smtp.SmtpConfig;
import io.mailyard.smtp.SmtpEnvelope;
import io.mailyard.smtp.SmtpLogin;
import io.mailyard.smtp.Timeouts;
import io.mailyard.smtp.TlsContexts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Hands one notice to the relay. */
final class Relay {
    private final Mailbox from;
    private final Endpoint endpoint;
    private final SmtpClient client;

    /**
     * @throws StartException where the file of certificates is no good
     */
    Relay(RelayConfig config, Mailbox from) {
        this.from = from;
        this.endpoint = Endpoint.of(config.host(), config.port());
        SmtpLogin login =
                config.login().isEmpty() ? null : new SmtpLogin(config.login(), config.password());
        Timeouts timeouts =
                Timeouts.RFC_5321.atMost(config.timeout()).withConnect(config.connectTimeout());
        this.client =
                new SmtpClient(
                        new SmtpConfig(
                                config.helo(),
                                config.startTls(),
                                trusted(config.caFile()),
                                login,
                                timeouts));
    }

    /** Takes as long as the relay does. */
    RecipientOutcome send(LeasedNotice notice) {
        OwnMail mail =
                new OwnMail(
                        from,
                        new Mailbox("", notice.recipient()),
                        notice.subject(),
                        notice.language().tag(),
                        notice.text(),
                        notice.html(),
                        notice.created(),
                        notice.key() + "@" + from.domain());
        SmtpEnvelope envelope = new SmtpEnvelope(from.address(), List.of(notice.recipient()));
        return client.send(endpoint, envelope, Composer.compose(mail)).getFirst();
    }

    private static SSLContext trusted(String caFile) {
        if (caFile.isEmpty()) {
            return TlsContexts.usual();
        }
        try {
            return TlsContexts.trusting(Path.of(caFile));
        } catch (IOException wrong) {
            throw new StartException(
                    "configuration: mail.relay.ca-file " + caFile + ": " + wrong.getMessage(),
                    wrong);
        }
    }
}
