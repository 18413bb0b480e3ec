package io.mailyard.signin;

import io.mailyard.audit.Actor;
import io.mailyard.http.HttpRequest;

/**
 * Origin of a person's request.
 *
 * @param userAgent what the browser calls itself, shortened
 */
public record SignInOrigin(String address, String userAgent, String requestId) {
    private static final int MAX_USER_AGENT_CHARS = 255;

    /** Of a request. */
    public static SignInOrigin of(HttpRequest request) {
        String agent = request.header("User-Agent").orElse("");
        return new SignInOrigin(
                request.address(),
                agent.substring(0, Math.min(agent.length(), MAX_USER_AGENT_CHARS)),
                request.requestId());
    }

    /** The network, by which attempts are counted. */
    public String network() {
        return SignInNetworks.Network.of(address).network();
    }

    /** As a session has it. */
    public SignInSessions.SessionOrigin session() {
        return new SignInSessions.SessionOrigin(address, userAgent);
    }

    /** The author of a change in the audit. */
    public Actor actor(String name) {
        return new Actor(name, address, userAgent, requestId);
    }
}
