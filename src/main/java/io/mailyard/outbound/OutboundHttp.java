package io.mailyard.outbound;

import io.mailyard.base.Version;
import io.mailyard.wire.HttpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to addresses that others chose. Each has a connection of its own and one time-out
 * for all of it; no redirect is followed, nothing is decompressed, no cookie is kept. The client
 * connects to the addresses that {@link HostLookup} has checked, whatever the name says a moment
 * later.
 */
public final class OutboundHttp implements AutoCloseable {
    /** More than any server's head. */
    static final int MAX_HEAD = 32 * 1024;

    /** A host with more addresses is tried at these. */
    private static final int MAX_ADDRESSES = 3;

    /** Informational answers (RFC 9110, section 15.2) before the one that counts. */
    private static final int MAX_INTERIM = 10;

    /** They wait for nothing but a selector: requests block virtual threads of their callers. */
    private static final int MAX_THREADS = 8;

    /** Forgets hosts that no request goes to any more. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    /** After the time-out of the client, which says more. */
    private static final long GRACE_MILLIS = 1000;

    private final String name;
    private final HostLookup lookup;
    private final Supplier<SSLContext> tls;
    private final Duration timeout;
    private @Nullable HttpClient client;

    /**
     * @param name of its threads
     * @param tls asked for at the first request: to read the certificates that are trusted would
     *     slow the start
     * @param timeout of a request, from the look-up of the host to the end of the answer
     */
    public OutboundHttp(
            String name, HostLookup lookup, Supplier<SSLContext> tls, Duration timeout) {
        this.name = name;
        this.lookup = lookup;
        this.tls = tls;
        this.timeout = timeout;
    }

    /** Sends a request; what came of it, whatever it was. */
    public OutboundAnswer send(OutboundRequest asked) throws InterruptedException {
        Request request = started().newRequest(HttpAddress.toUri(asked.url()));
        OutboundExchange exchange = new OutboundExchange(request, asked, timeout);
        request.tag(asked.owner())
                .method(asked.method())
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onRequestBegin(_ -> exchange.connected())
                .headers(fields -> {
                    asked.headers().forEach(fields::put);
                    fields.put(HttpHeader.CONNECTION, "close");
                });
        if (!asked.type().isEmpty()) {
            request.body(new BytesRequestContent(asked.type(), asked.body()));
        }
        request.send(exchange);
        try {
            return exchange.answer().get(timeout.toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
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
        threads.setName(name + "-client");
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
        LifeCycle.start(made);
        // after the start, which puts in what redirects, logs in and decompresses
        made.getProtocolHandlers().clear();
        made.getProtocolHandlers().put(new InterimAnswers());
        made.getContentDecoderFactories().clear();
        client = made;
        return made;
    }

    private static String owner(Map<String, Object> context) {
        return context.get(Destination.CONTEXT_KEY) instanceof Destination destination
                        && destination.getOrigin().getTag() instanceof String owner
                ? owner
                : "";
    }

    private void resolve(
            String owner, String host, int port, Promise<List<InetSocketAddress>> found) {
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
    static final class TooManyInterimAnswers extends IOException {
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

    @Override
    public synchronized void close() {
        lookup.close();
        HttpClient known = client;
        if (known != null) {
            LifeCycle.stop(known);
        }
    }
}
