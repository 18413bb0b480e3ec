package io.mailyard.server;

import io.mailyard.http.HttpEndpoint;
import io.mailyard.http.HttpRequest;
import java.util.Locale;

/**
 * The host name by which users of accounts come.
 *
 * @param name in small letters, with a port where it has one; empty: there is none
 */
record PortalHost(String name) {
    /**
     * Returns an endpoint that answers requests to this host by {@code here}, and others by {@code
     * elsewhere}.
     */
    HttpEndpoint orElse(HttpEndpoint here, HttpEndpoint elsewhere) {
        return request -> isOf(request) ? here.answer(request) : elsewhere.answer(request);
    }

    private boolean isOf(HttpRequest request) {
        return !name.isEmpty()
                && request.header("Host")
                        .map(PortalHost::usual)
                        .filter(usual(name)::equals)
                        .isPresent();
    }

    /** Without the dot of the root and the ports that need not be written. */
    private static String usual(String host) {
        return host.toLowerCase(Locale.ROOT)
                .replaceFirst(":(80|443)?$", "")
                .replaceFirst("\\.(?=$|:)", "");
    }
}
