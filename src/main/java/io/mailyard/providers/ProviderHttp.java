package io.mailyard.providers;

import io.mailyard.mime.OneLine;
import io.mailyard.outbound.HostLookup;
import io.mailyard.outbound.OutboundAnswer;
import io.mailyard.outbound.OutboundHttp;
import io.mailyard.outbound.OutboundRequest;
import io.mailyard.providers.ProviderFault.ProviderFaultKind;
import io.mailyard.smtp.TlsContexts;
import io.mailyard.wire.HttpAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Asks providers over HTTP. */
final class ProviderHttp implements AutoCloseable {
    /** A discovery document or a set of keys has 2 to 20 KB. */
    static final int MAX_BODY = 256 * 1024;

    private static final Map<String, String> JSON = Map.of("Accept", "application/json");
    private static final int MAX_SHOWN = 200;

    private final ProviderConfig config;
    private final OutboundHttp http;

    ProviderHttp(ProviderConfig config) {
        this.config = config;
        HostLookup lookup =
                new HostLookup(config.privateNetworks(), config.setting(), OidcState.MOST_AT_ONCE);
        this.http = new OutboundHttp("provider", lookup, TlsContexts::verifying, config.timeout());
    }

    /** Asks for a document. */
    OutboundAnswer.Got get(String owner, String url) throws ProviderFault {
        return send(OutboundRequest.get(owner, allowed(url).toString(), JSON, MAX_BODY));
    }

    /** Asks for a document in somebody's name. */
    OutboundAnswer.Got get(String owner, String url, String authorization) throws ProviderFault {
        return send(
                OutboundRequest.get(
                        owner, allowed(url).toString(), headers(authorization), MAX_BODY));
    }

    /**
     * Sends a form.
     *
     * @param authorization empty: none
     */
    OutboundAnswer.Got post(String owner, String url, String authorization, String form)
            throws ProviderFault {
        return send(
                OutboundRequest.post(
                        owner,
                        allowed(url).toString(),
                        authorization.isEmpty() ? JSON : headers(authorization),
                        "application/x-www-form-urlencoded",
                        form.getBytes(StandardCharsets.UTF_8),
                        MAX_BODY));
    }

    private static Map<String, String> headers(String authorization) {
        return Map.of("Accept", "application/json", "Authorization", authorization);
    }

    /** Requires that an address which a provider names may be asked at all. */
    URI allowed(String url) throws ProviderFault {
        URI address;
        try {
            address = HttpAddress.toUri(url);
        } catch (IllegalArgumentException unfit) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    "an address that it names is none: " + unfit.getMessage());
        }
        if (!"https".equals(address.getScheme()) && !config.privateNetworks()) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    OneLine.of(url, MAX_SHOWN) + " is without TLS (" + config.setting() + ")");
        }
        return address;
    }

    private OutboundAnswer.Got send(OutboundRequest request) throws ProviderFault {
        String host = URI.create(request.url()).getHost();
        try {
            return switch (http.send(request)) {
                case OutboundAnswer.Got got -> got;
                case OutboundAnswer.NoAnswer(String why) ->
                        throw new ProviderFault(
                                ProviderFaultKind.AWAY, OneLine.of(named(host, why), MAX_SHOWN));
            };
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ProviderFault(ProviderFaultKind.AWAY, host + ": the server is stopping");
        }
    }

    /** A reason with its host; those of look-ups have it. */
    private static String named(String host, String why) {
        return why.contains(host) ? why : host + ": " + why;
    }

    @Override
    public void close() {
        http.close();
    }
}
