package io.mailyard.events;

import io.mailyard.base.AccountId;
import io.mailyard.mime.OneLine;
import io.mailyard.outbound.HostLookup;
import io.mailyard.outbound.OutboundAnswer;
import io.mailyard.outbound.OutboundHttp;
import io.mailyard.outbound.OutboundRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Sends one request of a webhook and reads the head of the answer. */
final class WebhookPost implements AutoCloseable {
    private final OutboundHttp http;

    WebhookPost(boolean anywhere, Supplier<SSLContext> tls, Duration timeout) {
        HostLookup lookup =
                new HostLookup(anywhere, "webhooks.private-networks", WebhookSender.OF_AN_ACCOUNT);
        this.http = new OutboundHttp("webhook", lookup, tls, timeout);
    }

    /**
     * Sends {@code body} as JSON; what came of it, whatever it was.
     *
     * @param owner of the webhook; owners share no connection and no turn of a host
     */
    WebhookAnswer send(AccountId owner, String url, Map<String, String> headers, byte[] body)
            throws InterruptedException {
        OutboundRequest request =
                OutboundRequest.told(
                        owner.toString(),
                        url,
                        headers,
                        "application/json",
                        body,
                        WebhookAnswer.MAX_SHOWN);
        return switch (http.send(request)) {
            case OutboundAnswer.NoAnswer(String why) ->
                    WebhookAnswer.none(OneLine.of(why, WebhookAnswer.MAX_SHOWN));
            case OutboundAnswer.Got got -> answer(got);
        };
    }

    private static WebhookAnswer answer(OutboundAnswer.Got got) {
        String shown =
                "HTTP "
                        + got.status()
                        + (got.reason().isBlank() ? "" : " " + got.reason())
                        + (got.text().isBlank() ? "" : ": " + got.text());
        return new WebhookAnswer(
                got.status(),
                OneLine.of(shown, WebhookAnswer.MAX_SHOWN),
                retryAfter(got.retryAfter().strip()));
    }

    /** In seconds (RFC 9110, section 10.2.3); a date is passed over. */
    private static Optional<Duration> retryAfter(String value) {
        return value.matches("[0-9]{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                : Optional.empty();
    }

    @Override
    public void close() {
        http.close();
    }
}
