package io.mailyard.submission;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** AUTH with PLAIN (RFC 4616) and LOGIN, as RFC 4954 defines it. */
final class AuthExchange {
    /** Maximum line of an exchange (RFC 4954 section 4). */
    static final int MAX_LINE = 12_288;

    private static final String MECHANISMS = "PLAIN LOGIN";

    private final ClientConnection connection;
    private boolean bare;

    AuthExchange(ClientConnection connection) {
        this.connection = connection;
    }

    /** The client's credentials, or why there are none. */
    sealed interface AuthResult {
        record GivenCredentials(String name, String password) implements AuthResult {}

        record AuthFailed(SubmissionReply reply) implements AuthResult {}

        /** The response contained a lone CR or LF, or a NUL. */
        record AuthBareLineEnd() implements AuthResult {}
    }

    /** Mechanisms announced after {@code AUTH} in the EHLO reply. */
    static String mechanisms() {
        return MECHANISMS;
    }

    /** Runs the exchange started by {@code AUTH argument}. */
    AuthResult run(String argument) throws IOException {
        String[] words = argument.strip().split(" +", 3);
        Optional<String> initial = words.length > 1 ? Optional.of(words[1]) : Optional.empty();
        if (words.length > 2) {
            return new AuthResult.AuthFailed(
                    SubmissionReply.of(501, "5.5.4 AUTH takes a mechanism and one response"));
        }
        return switch (words[0].toUpperCase(Locale.ROOT)) {
            case "PLAIN" -> plain(initial);
            case "LOGIN" -> login(initial);
            default ->
                    new AuthResult.AuthFailed(
                            SubmissionReply.of(504, "5.5.4 use one of " + MECHANISMS));
        };
    }

    private AuthResult plain(Optional<String> initial) throws IOException {
        String response = initial.isPresent() ? initial.get() : challenge("");
        if (bare) {
            return new AuthResult.AuthBareLineEnd();
        }
        Optional<String> decoded = decoded(response);
        if (decoded.isEmpty()) {
            return broken(response);
        }
        String[] parts = decoded.get().split("\0", -1);
        if (parts.length != 3) {
            return new AuthResult.AuthFailed(
                    SubmissionReply.of(
                            501,
                            "5.5.2 PLAIN is authorization, NUL, login@account, NUL, password"));
        }
        if (!parts[0].isEmpty() && !parts[0].equals(parts[1])) {
            return new AuthResult.AuthFailed(SubmissionSignIn.WRONG_CREDENTIALS);
        }
        return new AuthResult.GivenCredentials(parts[1], parts[2]);
    }

    private AuthResult login(Optional<String> initial) throws IOException {
        String first = initial.isPresent() ? initial.get() : challenge("Username:");
        if (bare) {
            return new AuthResult.AuthBareLineEnd();
        }
        Optional<String> name = decoded(first);
        if (name.isEmpty()) {
            return broken(first);
        }
        String second = challenge("Password:");
        if (bare) {
            return new AuthResult.AuthBareLineEnd();
        }
        Optional<String> password = decoded(second);
        return password.isEmpty()
                ? broken(second)
                : new AuthResult.GivenCredentials(name.get(), password.get());
    }

    private static AuthResult broken(String response) {
        return new AuthResult.AuthFailed(
                response.equals("*")
                        ? SubmissionReply.of(501, "5.0.0 authentication cancelled")
                        : SubmissionReply.of(501, "5.5.2 the response is not base64 of UTF-8"));
    }

    /** Sends a challenge; an invalid line counts as invalid base64. */
    private String challenge(String words) throws IOException {
        byte[] bytes = words.getBytes(StandardCharsets.US_ASCII);
        connection.send(
                new SubmissionReply(334, List.of(Base64.getEncoder().encodeToString(bytes))));
        ClientInput.InputLine line = connection.line(MAX_LINE);
        bare = line instanceof ClientInput.InputLine.BareLineEnd;
        return line instanceof ClientInput.InputLine.InputText(String text) ? text : "?";
    }

    private static Optional<String> decoded(String response) {
        if (response.equals("=")) {
            return Optional.of("");
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Base64.getDecoder().decode(response)))
                            .toString());
        } catch (IllegalArgumentException | CharacterCodingException bad) {
            return Optional.empty();
        }
    }
}
