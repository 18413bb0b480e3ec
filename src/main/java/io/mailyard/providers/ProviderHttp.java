package io.mailyard.providers;

import io.mailyard.base.PublicAddresses;
import io.mailyard.base.Version;
import io.mailyard.mime.OneLine;
import io.mailyard.providers.ProviderFault.Kind;
import io.mailyard.smtp.TlsContexts;
import io.mailyard.wire.HttpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Asks providers over HTTP. No redirect is followed and nothing is decompressed; an answer has a
 * longest size and a longest time; only addresses that are allowed are connected to, those that
 * were looked up and no others.
 */
final class ProviderHttp implements AutoCloseable {
    /** A discovery document or a set of keys has 2 to 20 KB. */
    static final int MAX_BODY = 256 * 1024;

    private static final int MAX_HEAD = 32 * 1024;

    /** They wait for a selector alone: those who ask are virtual threads. */
    private static final int MAX_THREADS = 8;

    /** The system's resolver blocks; sign-ins look up few hosts. */
    private static final int LOOKUPS = 8;

    private static final int MAX_WAITING_LOOKUPS = 64;
    private static final int MAX_ADDRESSES = 3;
    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final int MAX_SHOWN = 200;

    private final ProviderConfig config;
    private final ThreadPoolExecutor lookups =
            new ThreadPoolExecutor(
                    LOOKUPS,
                    LOOKUPS,
                    KEPT.toMillis(),
                    TimeUnit.MILLISECONDS,
                    new ArrayBlockingQueue<>(MAX_WAITING_LOOKUPS),
                    Thread.ofPlatform().daemon().name("provider-lookup-", 1).factory());
    private @Nullable HttpClient client;

    ProviderHttp(ProviderConfig config) {
        this.config = config;
        lookups.allowCoreThreadTimeOut(true);
    }

    /** An answer, whatever its status. */
    record Answer(int status, String type, String body) {}

    /** An address that may not be asked. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason);
        }
    }

    /** Asks for a document. */
    Answer get(String url, Map<String, String> headers) throws ProviderFault {
        return send("GET", url, headers, "");
    }

    /** Sends a form. */
    Answer post(String url, Map<String, String> headers, String form) throws ProviderFault {
        return send("POST", url, headers, form);
    }

    /** Requires that an address which a provider names may be asked at all. */
    URI allowed(String url) throws ProviderFault {
        URI address;
        try {
            address = HttpAddress.toUri(url);
        } catch (IllegalArgumentException unfit) {
            throw new ProviderFault(
                    Kind.UNTRUSTED, "an address that it names is none: " + unfit.getMessage());
        }
        if (!"https".equals(address.getScheme()) && !config.privateNetworks()) {
            throw new ProviderFault(
                    Kind.UNTRUSTED,
                    OneLine.of(url, MAX_SHOWN)
                            + " is without TLS (identity-providers.private-networks)");
        }
        return address;
    }

    private Answer send(String method, String url, Map<String, String> headers, String form)
            throws ProviderFault {
        Request request =
                started()
                        .newRequest(allowed(url))
                        .method(method)
                        .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .headers(fields -> {
                            headers.forEach(fields::put);
                            fields.put(HttpHeader.ACCEPT, "application/json");
                        });
        if (method.equals("POST")) {
            request.body(
                    new BytesRequestContent(
                            "application/x-www-form-urlencoded",
                            form.getBytes(StandardCharsets.UTF_8)));
        }
        String host = request.getHost();
        try {
            ContentResponse answer =
                    new CompletableResponseListener(request, MAX_BODY)
                            .send()
                            .get(config.timeout().toMillis() + 500, TimeUnit.MILLISECONDS);
            return new Answer(
                    answer.getStatus(),
                    String.valueOf(answer.getMediaType()),
                    new String(answer.getContent(), StandardCharsets.UTF_8));
        } catch (TimeoutException late) {
            var _ = request.abort(late);
            throw new ProviderFault(Kind.AWAY, host + ": no answer in time");
        } catch (ExecutionException failed) {
            throw new ProviderFault(Kind.AWAY, host + ": " + why(failed));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            var _ = request.abort(stopped);
            throw new ProviderFault(Kind.AWAY, host + ": the server is stopping");
        }
    }

    private static String why(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null && !(cause instanceof Refused)) {
            cause = cause.getCause();
        }
        return cause instanceof TimeoutException
                ? "no answer in time"
                : OneLine.of(String.valueOf(cause.getMessage()), MAX_SHOWN);
    }

    private synchronized HttpClient started() {
        HttpClient known = client;
        if (known != null) {
            return known;
        }
        SslContextFactory.Client trust = new SslContextFactory.Client();
        trust.setSslContext(TlsContexts.verifying());
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setSslContextFactory(trust);
        HttpClient made = new HttpClient(new HttpClientTransportOverHTTP(connector));
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 1);
        threads.setName("provider-client");
        threads.setDaemon(true);
        made.setExecutor(threads);
        made.setSocketAddressResolver((host, port, _, found) -> resolve(host, port, found));
        made.setFollowRedirects(false);
        made.setHttpCookieStore(new HttpCookieStore.Empty());
        made.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Mailyard/" + Version.text()));
        made.setConnectTimeout(config.timeout().toMillis());
        made.setMaxResponseHeadersSize(MAX_HEAD);
        made.setDestinationIdleTimeout(KEPT.toMillis());
        try {
            made.start();
        } catch (Exception broken) {
            throw new IllegalStateException("the client of providers does not start", broken);
        }
        // after the start, which puts in what redirects, logs in and decompresses
        made.getProtocolHandlers().clear();
        made.getContentDecoderFactories().clear();
        client = made;
        return made;
    }

    private void resolve(String host, int port, Promise<List<InetSocketAddress>> found) {
        CompletableFuture<List<InetAddress>> looked = new CompletableFuture<>();
        try {
            lookups.execute(() -> {
                try {
                    looked.complete(addresses(host.replaceAll("[\\[\\]]", "")));
                } catch (UnknownHostException none) {
                    looked.completeExceptionally(new Refused("the host is not known"));
                } catch (IOException refused) {
                    looked.completeExceptionally(refused);
                }
            });
        } catch (RejectedExecutionException full) {
            looked.completeExceptionally(new Refused("too many hosts are being looked up"));
        }
        var _ =
                looked.orTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
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

    private List<InetAddress> addresses(String host) throws IOException {
        InetAddress[] all = InetAddress.getAllByName(host);
        List<InetAddress> allowed =
                Arrays.stream(all)
                        .filter(address ->
                                config.privateNetworks() || PublicAddresses.contains(address))
                        .toList();
        if (allowed.isEmpty()) {
            throw new Refused(
                    "it is at "
                            + all[0].getHostAddress()
                            + ", which is not of the public Internet"
                            + " (identity-providers.private-networks)");
        }
        return allowed;
    }

    @Override
    public synchronized void close() {
        lookups.shutdownNow();
        HttpClient known = client;
        if (known != null) {
            try {
                known.stop();
            } catch (Exception broken) {
                throw new IllegalStateException("the client of providers does not end", broken);
            }
        }
    }
}
