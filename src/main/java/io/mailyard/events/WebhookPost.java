package io.mailyard.events;

import io.mailyard.base.AccountId;
import io.mailyard.base.Version;
import io.mailyard.mime.OneLine;
import io.mailyard.wire.HttpAddress;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request by a connection of its own and reads the head of the answer: no redirect is
 * followed, no body is read except a few words of a refusal, nothing is decompressed, no cookie is
 * kept, and all of it has one time-out. The client connects to the addresses that {@link
 * HostLookup} has checked, whatever the name says a moment later.
 */
final class WebhookPost implements AutoCloseable {
    /** More than any server's head; one that sends more is no webhook. */
    private static final int MAX_HEAD = 32 * 1024;

    private static final String LONG_HEAD =
            "the answer's head is longer than " + MAX_HEAD + " bytes";

    /** A failure behind a failure behind a failure is looked at, and no further. */
    private static final int MAX_CAUSES = 4;

    /** A host with more addresses is tried at these. */
    private static final int MAX_ADDRESSES = 3;

    /** Informational answers (RFC 9110, section 15.2) before the one that counts. */
    private static final int MAX_INTERIM = 10;

    /** They wait for nothing but a selector: requests block virtual threads of their callers. */
    private static final int MAX_THREADS = 8;

    /** Forgets hosts that no request goes to any more. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final HostLookup lookup;
    private final Supplier<SSLContext> tls;
    private final Duration timeout;
    private @Nullable HttpClient client;

    /**
     * @param tls asked for at the first request: to read the certificates that are trusted would
     *     slow the start
     */
    WebhookPost(HostLookup lookup, Supplier<SSLContext> tls, Duration timeout) {
        this.lookup = lookup;
        this.tls = tls;
        this.timeout = timeout;
    }

    /**
     * Sends {@code body} as JSON; what came of it, whatever it was.
     *
     * @param owner of the webhook; owners share no connection and no turn of a host
     */
    WebhookAnswer send(AccountId owner, String url, Map<String, String> headers, byte[] body)
            throws InterruptedException {
        Request request = started().newRequest(HttpAddress.toUri(url));
        Exchange exchange = new Exchange(request);
        request.tag(owner)
                .method(HttpMethod.POST)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onRequestBegin(_ -> exchange.connected = true)
                .headers(fields -> {
                    headers.forEach(fields::put);
                    fields.put(HttpHeader.CONNECTION, "close");
                })
                .body(new BytesRequestContent("application/json", body));
        request.send(exchange);
        try {
            return exchange.answer.get(timeout.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return exchange.none(late);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            // what is left of the answer is not wanted
            var _ = request.abort(new IOException("the answer is known"));
        }
    }

    private synchronized HttpClient started() {
        HttpClient known = client;
        if (known != null) {
            return known;
        }
        SslContextFactory.Client trust = new SslContextFactory.Client();
        trust.setSslContext(tls.get());
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setSslContextFactory(trust);
        HttpClient made = new HttpClient(new HttpClientTransportOverHTTP(connector));
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 1);
        threads.setName("webhook-client");
        threads.setDaemon(true);
        made.setExecutor(threads);
        made.setSocketAddressResolver(
                (host, port, context, found) -> resolve(owner(context), host, port, found));
        made.setFollowRedirects(false);
        made.setHttpCookieStore(new HttpCookieStore.Empty());
        made.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Mailyard/" + Version.text()));
        made.setConnectTimeout(timeout.toMillis());
        made.setMaxResponseHeadersSize(MAX_HEAD);
        made.setDestinationIdleTimeout(KEPT.toMillis());
        try {
            made.start();
        } catch (Exception broken) {
            throw new IllegalStateException("the client of webhooks does not start", broken);
        }
        // after the start, which puts in what redirects, logs in and decompresses
        made.getProtocolHandlers().clear();
        made.getProtocolHandlers().put(new InterimAnswers());
        made.getContentDecoderFactories().clear();
        client = made;
        return made;
    }

    private static AccountId owner(Map<String, Object> context) {
        return context.get(Destination.CONTEXT_KEY) instanceof Destination destination
                        && destination.getOrigin().getTag() instanceof AccountId owner
                ? owner
                : AccountId.PLATFORM;
    }

    private void resolve(
            AccountId owner, String host, int port, Promise<List<InetSocketAddress>> found) {
        var _ =
                lookup.of(owner, host.replaceAll("[\\[\\]]", ""), timeout)
                        .whenComplete((addresses, failed) -> {
                            if (failed == null) {
                                found.succeeded(
                                        addresses.stream()
                                                .limit(MAX_ADDRESSES)
                                                .map((InetAddress one) ->
                                                        new InetSocketAddress(one, port))
                                                .toList());
                            } else {
                                found.failed(failed);
                            }
                        });
    }

    /** More informational answers than any server sends. */
    private static final class TooManyInterimAnswers extends IOException {
        private static final long serialVersionUID = 1;

        TooManyInterimAnswers() {
            super("an answer without an end");
        }
    }

    /** Passes over informational answers, as long as they are few. */
    private static final class InterimAnswers extends ProcessingProtocolHandler {
        private static final String COUNT = "mailyard.interim";

        @Override
        public boolean accept(Request request, Response response) {
            int status = response.getStatus();
            boolean interim =
                    HttpStatus.isInformational(status)
                            && status != HttpStatus.SWITCHING_PROTOCOLS_101;
            if (interim) {
                int before = request.getAttributes().get(COUNT) instanceof Integer some ? some : 0;
                request.attribute(COUNT, before + 1);
                if (before >= MAX_INTERIM) {
                    var _ = response.abort(new TooManyInterimAnswers());
                }
            }
            return interim;
        }
    }

    /** One request and what is known of its answer. */
    private final class Exchange implements Response.Listener {
        private final CompletableFuture<WebhookAnswer> answer = new CompletableFuture<>();
        private final Request request;
        private volatile boolean connected;

        private volatile @Nullable Response head;

        Exchange(Request request) {
            this.request = request;
        }

        @Override
        public void onHeaders(Response response) {
            if (HttpStatus.isInformational(response.getStatus())) {
                return;
            }
            head = response;
            if (HttpStatus.isSuccess(response.getStatus())) {
                answer.complete(known(response, ""));
            }
        }

        @Override
        public void onContent(Response response, ByteBuffer content) {
            byte[] some = new byte[Math.min(content.remaining(), WebhookAnswer.MAX_SHOWN)];
            content.get(some);
            answer.complete(known(response, new String(some, StandardCharsets.UTF_8)));
        }

        @Override
        public void onComplete(Result result) {
            Response known = head;
            Throwable failure = result.getFailure();
            if (known != null) {
                answer.complete(known(known, ""));
            } else if (failure != null) {
                answer.complete(none(failure));
            } else {
                answer.complete(WebhookAnswer.none("an answer without an end"));
            }
        }

        private static WebhookAnswer known(Response response, String words) {
            String reason = Optional.ofNullable(response.getReason()).orElse("");
            String shown =
                    "HTTP "
                            + response.getStatus()
                            + (reason.isBlank() ? "" : " " + reason)
                            + (words.isBlank() ? "" : ": " + words);
            return new WebhookAnswer(
                    response.getStatus(),
                    OneLine.of(shown, WebhookAnswer.MAX_SHOWN),
                    retryAfter(response));
        }

        WebhookAnswer none(Throwable failure) {
            // told by the count, too: a connection that is closed for such a head may say less
            boolean isLong = headBytes() > MAX_HEAD && !(failure instanceof TooManyInterimAnswers);
            String reason = isLong ? LONG_HEAD : why(failure);
            return WebhookAnswer.none(OneLine.of(reason, WebhookAnswer.MAX_SHOWN));
        }

        private String why(Throwable failure) {
            return switch (failure) {
                case HostLookup.Refused refused -> refused.why();
                case CompletionException wrapped when wrapped.getCause() != null ->
                        why(wrapped.getCause());
                case TimeoutException _ ->
                        (connected ? "no answer" : "no connection") + " within " + shown(timeout);
                case java.net.SocketTimeoutException _ ->
                        (connected ? "no answer" : "no connection") + " within " + shown(timeout);
                case SSLException broken -> "TLS: " + broken.getMessage();
                case EOFException _ -> "closed without an answer";
                case HttpException bad when bad.getReason().endsWith("Too Large") -> LONG_HEAD;
                case HttpException bad -> "the answer is not HTTP: " + bad.getReason();
                default ->
                        answerFault(failure, MAX_CAUSES)
                                .map(this::why)
                                .orElseGet(() ->
                                        failure.getMessage() == null
                                                ? "the connection was closed"
                                                : failure.getMessage());
            };
        }

        /** The fault of the answer, if a fault of the connection hides it. */
        private static Optional<Throwable> answerFault(Throwable failure, int depth) {
            return Stream.concat(
                            Stream.ofNullable(failure.getCause()),
                            Arrays.stream(failure.getSuppressed()))
                    .flatMap(behind ->
                            behind instanceof HttpException
                                    ? Stream.of(behind)
                                    : depth > 0
                                            ? answerFault(behind, depth - 1).stream()
                                            : Stream.empty())
                    .findFirst();
        }

        /**
         * Read of a head that is not complete, and of the heads of informational answers before.
         */
        private long headBytes() {
            return request.getConnection() instanceof org.eclipse.jetty.io.Connection connection
                    ? connection.getBytesIn()
                    : 0;
        }
    }

    private static String shown(Duration timeout) {
        return timeout.toMillis() % 1000 == 0
                ? timeout.toSeconds() + " s"
                : timeout.toMillis() + " ms";
    }

    /** In seconds (RFC 9110, section 10.2.3); a date is passed over. */
    private static Optional<Duration> retryAfter(Response response) {
        String value =
                Optional.ofNullable(response.getHeaders().get(HttpHeader.RETRY_AFTER)).orElse("");
        return value.strip().matches("[0-9]{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(value.strip())))
                : Optional.empty();
    }

    @Override
    public synchronized void close() {
        lookup.close();
        HttpClient known = client;
        if (known != null) {
            try {
                known.stop();
            } catch (Exception broken) {
                throw new IllegalStateException("the client of webhooks does not end", broken);
            }
        }
    }
}
