package io.mailyard.panel;

import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.api.Dispatcher;
import io.mailyard.base.Sha256;
import io.mailyard.http.HttpRequest;
import java.util.Map;
import java.util.Optional;

/**
 * Sessions of those who sign in with an administrator's token: the cookie is the token, and the
 * session ends with it.
 */
public final class TokenSession implements PanelSession {
    private static final int MAX_TOKEN_CHARS = 200;

    private final Dispatcher dispatcher;

    public TokenSession(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public Optional<PanelPerson> find(String cookie, HttpRequest request) {
        return dispatcher
                .caller(new Calls(dispatcher, request, cookie).request("", false), Principal.class)
                .map(principal ->
                        new PanelPerson(name(principal), scopes(principal), csrf(cookie)));
    }

    private static String name(Principal principal) {
        return principal.name().substring(principal.name().indexOf(':') + 1);
    }

    private static Scopes scopes(Principal principal) {
        return principal.scopes();
    }

    /** From it nobody finds the token, which is of 256 random bits. */
    private static String csrf(String cookie) {
        return Sha256.hex("panel form\n" + cookie).substring(0, 32);
    }

    @Override
    public SignInForm form() {
        return SignInForm.TOKEN;
    }

    @Override
    public SignInResult signIn(Map<String, String> sent, HttpRequest request) {
        String token = sent.getOrDefault("token", "").strip();
        boolean wellFormed = token.length() <= MAX_TOKEN_CHARS && token.matches("[A-Za-z0-9_-]+");
        return wellFormed && find(token, request).isPresent()
                ? new SignInResult.Opened(token)
                : new SignInResult.Refused("signin.wrong.token", 0);
    }

    @Override
    public void signOut(String cookie, HttpRequest request) {
        // the browser forgets the cookie; the token itself serves its other users
    }
}
