package io.mailyard.providers;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A sign-in that a browser has begun with a provider. It is in a cookie of that browser alone: who
 * has no such cookie cannot end a sign-in that someone else has begun, and nobody fills the server
 * with sign-ins that are never ended.
 *
 * @param provider name of the provider
 * @param state comes back in the address
 * @param nonce comes back in the ID token
 * @param verifier what the code is exchanged with (PKCE)
 * @param to where the person was going
 * @param again whether somebody who is signed in says so once more
 */
public record OidcFlow(
        String provider,
        String state,
        String nonce,
        String verifier,
        String to,
        boolean again,
        Instant begun) {
    /** From the first click to the way back, with a password and a second factor between. */
    public static final Duration LASTS = Duration.ofMinutes(10);

    private static final int PARTS = 7;

    /** A new one. */
    public static OidcFlow begin(String provider, String to, boolean again, Instant now) {
        return new OidcFlow(
                provider,
                new State(32).getValue(),
                new Nonce(32).getValue(),
                new CodeVerifier().getValue(),
                to,
                again,
                now);
    }

    /** As the cookie has it. */
    public String cookie() {
        return String.join(
                ".",
                provider,
                state,
                nonce,
                verifier.replace('.', ':'),
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(to.getBytes(StandardCharsets.UTF_8)),
                again ? "1" : "0",
                String.valueOf(begun.getEpochSecond()));
    }

    /** The one of a cookie; empty where it is none, or too old. */
    public static Optional<OidcFlow> of(String cookie, Instant now) {
        String[] parts = cookie.split("\\.", -1);
        if (parts.length != PARTS || !parts[PARTS - 1].matches("[0-9]{1,11}")) {
            return Optional.empty();
        }
        Instant begun = Instant.ofEpochSecond(Long.parseLong(parts[PARTS - 1]));
        if (now.isAfter(begun.plus(LASTS)) || begun.isAfter(now.plus(LASTS))) {
            return Optional.empty();
        }
        try {
            String to = new String(Base64.getUrlDecoder().decode(parts[4]), StandardCharsets.UTF_8);
            String verifier = new CodeVerifier(parts[3].replace(':', '.')).getValue();
            return Optional.of(
                    new OidcFlow(
                            parts[0],
                            parts[1],
                            parts[2],
                            verifier,
                            to,
                            parts[5].equals("1"),
                            begun));
        } catch (IllegalArgumentException unfit) {
            return Optional.empty();
        }
    }

    /** Masks what proves it. */
    @Override
    public String toString() {
        return "OidcFlow[" + provider + "]";
    }
}
