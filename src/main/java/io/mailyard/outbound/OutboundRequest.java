package io.mailyard.outbound;

import java.util.Map;

/**
 * A request to another server.
 *
 * @param owner on whose behalf, such as an account; owners share no connection and no turn of a
 *     host
 * @param body sent where it has a type
 * @param whole whether the body of an answer is wanted, however long it takes; else what the status
 *     means is enough, and a few words of a refusal
 * @param most the longest body that is read
 */
public record OutboundRequest(
        String owner,
        String method,
        String url,
        Map<String, String> headers,
        String type,
        byte[] body,
        boolean whole,
        int most) {

    /** Asks for a document. */
    public static OutboundRequest get(
            String owner, String url, Map<String, String> headers, int most) {
        return new OutboundRequest(owner, "GET", url, headers, "", new byte[0], true, most);
    }

    /** Sends something, and reads the answer whole. */
    public static OutboundRequest post(
            String owner,
            String url,
            Map<String, String> headers,
            String type,
            byte[] body,
            int most) {
        return new OutboundRequest(owner, "POST", url, headers, type, body, true, most);
    }

    /** Sends something of which nothing but the answer's head matters. */
    public static OutboundRequest told(
            String owner,
            String url,
            Map<String, String> headers,
            String type,
            byte[] body,
            int most) {
        return new OutboundRequest(owner, "POST", url, headers, type, body, false, most);
    }
}
