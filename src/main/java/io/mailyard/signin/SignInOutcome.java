package io.mailyard.signin;

import java.time.Duration;

/** Result of a sign-in. */
public sealed interface SignInOutcome {
    /**
     * Signed in.
     *
     * @param cookie the value of the session's cookie, given out this once
     * @param mustChangePassword whether nothing but a change of the password is allowed
     */
    record SignInOpened(String cookie, boolean mustChangePassword) implements SignInOutcome {
        /** Masks the cookie. */
        @Override
        public String toString() {
            return "Opened[***]";
        }
    }

    /**
     * The password is right; a code is needed.
     *
     * @param pending goes with the code to {@link PersonSignIn#enterCode}, within five minutes
     */
    record SignInCodeNeeded(String pending) implements SignInOutcome {
        /** Masks the secret. */
        @Override
        public String toString() {
            return "CodeNeeded[***]";
        }
    }

    /** Login, password or code is wrong, or the person is switched off: which, is not told. */
    record SignInWrong() implements SignInOutcome {}

    /** The password is right, but the person is switched off, and is to be told. */
    record SwitchedOff() implements SignInOutcome {}

    /** The wait for the code was too long, or it was wrong too often: begin anew. */
    record SignInExpired() implements SignInOutcome {}

    /**
     * Too many wrong ones: not checked.
     *
     * @param remaining until it is checked again
     */
    record Locked(Duration remaining) implements SignInOutcome {}

    /** The password is right at a provider, but the person may not come in here. */
    record NotAdmitted() implements SignInOutcome {}

    /**
     * The password is wrong, or a provider that may keep it does not answer: which, is not told.
     */
    record ProviderAway() implements SignInOutcome {}

    /** Too many passwords are being checked, or the store is away: try again. */
    record TryLater() implements SignInOutcome {}
}
