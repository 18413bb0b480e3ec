package io.mailyard.panel;

import io.mailyard.http.HttpRequest;
import java.util.Map;
import java.util.Optional;

/**
 * Sessions of the panel, as its pages need them: who is signed in, and how one signs in and out.
 */
public interface PanelSession {
    /**
     * Who has the session of this cookie now; empty where it has ended or is unknown. The cookie's
     * value is also the secret by which calls are made.
     */
    Optional<PanelPerson> find(String cookie, HttpRequest request);

    /** The form that a sign-in begins with. */
    SignInForm form();

    /** Takes what the form has sent. */
    SignInResult signIn(Map<String, String> sent, HttpRequest request);

    void signOut(String cookie, HttpRequest request);

    /** Which fields the sign-in page has. */
    enum SignInForm {
        /** {@code login} and {@code password}. */
        PASSWORD,
        /** {@code code} and the hidden {@code pending}. */
        CODE,
        /** {@code token}. */
        TOKEN
    }

    /** What became of it. */
    sealed interface SignInResult {
        /** Signed in; the cookie's value. */
        record Opened(String cookie) implements SignInResult {
            /** Masks the cookie. */
            @Override
            public String toString() {
                return "Opened[***]";
            }
        }

        /** A code is needed; {@code pending} comes back with it. */
        record CodeNeeded(String pending) implements SignInResult {
            /** Masks the secret. */
            @Override
            public String toString() {
                return "CodeNeeded[***]";
            }
        }

        /**
         * Not signed in.
         *
         * @param message key of the words that say why
         * @param seconds until it is worth another try; 0: at once
         */
        record Refused(String message, long seconds) implements SignInResult {}
    }
}
