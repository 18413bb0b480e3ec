package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers of the panel, with the headers that every page has. */
public final class Html {
    /** Scripts, styles and pictures of this server alone, none of them in the page itself. */
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none';"
                    + " frame-ancestors 'none'; form-action 'self'";

    private static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Security-Policy", CONTENT_SECURITY_POLICY,
                    "X-Content-Type-Options", "nosniff",
                    "Referrer-Policy", "same-origin",
                    "Cross-Origin-Opener-Policy", "same-origin",
                    "Cache-Control", "no-store",
                    "Vary", "HX-Request, Cookie, Accept-Language");

    private Html() {}

    /** A page. */
    public static HttpReply.WholeReply page(int status, String html) {
        return page(status, html, Map.of());
    }

    /** A page with more headers. */
    public static HttpReply.WholeReply page(int status, String html, Map<String, String> more) {
        Map<String, String> headers = new LinkedHashMap<>(HEADERS);
        headers.putAll(more);
        return new HttpReply.WholeReply(
                status, "text/html; charset=utf-8", headers, html.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends the browser to another page of the panel; htmx too, which follows no 303 by itself. */
    public static HttpReply.WholeReply redirect(Visit visit, String address) {
        return visit.isPartial()
                ? page(200, "", Map.of("HX-Redirect", address))
                : page(303, "", Map.of("Location", address));
    }

    /** Sends the browser to another page, always by a 303 reply, and sets a cookie. */
    public static HttpReply.WholeReply redirect(String address, String cookie) {
        return page(303, "", Map.of("Location", address, "Set-Cookie", cookie));
    }

    /** An address below a root that someone sent, safe to go back to; the root where it is none. */
    public static String back(String root, String address) {
        boolean own =
                List.of(root, "/").contains(address)
                        || address.startsWith(root + "/")
                        || address.startsWith(root + "?");
        return own && address.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\')
                ? address
                : root;
    }
}
