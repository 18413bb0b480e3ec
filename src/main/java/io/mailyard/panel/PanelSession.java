package io.mailyard.panel;

import io.mailyard.http.HttpRequest;
import io.mailyard.signin.Person;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInOutcome;
import io.mailyard.signin.SignInService;
import io.mailyard.signin.SignedInPerson;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sessions of people as pages need them. The cookie's value is also the secret by which the
 * person's calls are made.
 */
public final class PanelSession {
    private final SignInService<?> people;
    private final Function<String, Optional<PanelPerson>> find;

    /**
     * @param shown a signed-in person as pages have it; empty: the session is void
     */
    public <P extends Person> PanelSession(
            SignInService<P> people, Function<SignedInPerson<P>, Optional<PanelPerson>> shown) {
        this.people = people;
        this.find = cookie -> people.sessions().signedIn(cookie).flatMap(shown);
    }

    /** Which fields the sign-in page has. */
    public enum SignInForm {
        /** {@code login} and {@code password}. */
        PASSWORD,
        /** {@code code} and the hidden {@code pending}. */
        CODE
    }

    /** Outcome of a sign-in, or of a password given again. */
    sealed interface PanelSignInResult {
        /** Signed in; the cookie's value. */
        record PanelSessionOpened(String cookie) implements PanelSignInResult {
            /** Masks the cookie. */
            @Override
            public String toString() {
                return "Opened[***]";
            }
        }

        /** A code is needed; {@code pending} comes back with it. */
        record PanelCodeNeeded(String pending) implements PanelSignInResult {
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
         * @param anew whether to begin with login and password
         */
        record PanelSignInRefused(String message, long seconds, boolean anew)
                implements PanelSignInResult {}
    }

    /** Person who has the session of this cookie now; empty where it has ended or is unknown. */
    Optional<PanelPerson> find(String cookie) {
        return find.apply(cookie);
    }

    /** Runs what a page does by itself, which is no use of the session. */
    <T, X extends Throwable> T looking(ScopedValue.CallableOp<T, X> look) throws X {
        return people.sessions().looking(look);
    }

    /** Takes what the form to sign in has sent. */
    PanelSignInResult signIn(Map<String, String> sent, HttpRequest request) {
        SignInOrigin origin = SignInOrigin.of(request);
        String pending = sent.getOrDefault("pending", "");
        return pending.isEmpty()
                ? result(
                        people.signIn()
                                .signIn(
                                        sent.getOrDefault("login", "").strip(),
                                        sent.getOrDefault("password", ""),
                                        origin),
                        "signin.wrong")
                : result(
                        people.signIn()
                                .enterCode(pending, sent.getOrDefault("code", "").strip(), origin),
                        "signin.wrong.code");
    }

    /** Takes the password again, for what needs it. */
    PanelSignInResult confirm(String cookie, String password, HttpRequest request) {
        return result(
                people.signIn().confirm(cookie, password, SignInOrigin.of(request)),
                "confirm.wrong");
    }

    void signOut(String cookie, HttpRequest request) {
        people.signIn().signOut(cookie, SignInOrigin.of(request));
    }

    /** An outcome for a page; {@code wrong} says that something is wrong. */
    static PanelSignInResult result(SignInOutcome outcome, String wrong) {
        return switch (outcome) {
            case SignInOutcome.SignInOpened opened ->
                    new PanelSignInResult.PanelSessionOpened(opened.cookie());
            case SignInOutcome.SignInCodeNeeded(String pending) ->
                    new PanelSignInResult.PanelCodeNeeded(pending);
            case SignInOutcome.SignInWrong _ ->
                    new PanelSignInResult.PanelSignInRefused(wrong, 0, false);
            case SignInOutcome.SwitchedOff _ ->
                    new PanelSignInResult.PanelSignInRefused("signin.off", 0, true);
            case SignInOutcome.SignInExpired _ ->
                    new PanelSignInResult.PanelSignInRefused("signin.expired", 0, true);
            case SignInOutcome.Locked(Duration wait) ->
                    new PanelSignInResult.PanelSignInRefused(
                            "signin.locked", Math.max(1, wait.toSeconds()), false);
            case SignInOutcome.NotAdmitted _ ->
                    new PanelSignInResult.PanelSignInRefused("signin.not_admitted", 0, true);
            case SignInOutcome.ProviderAway _ ->
                    new PanelSignInResult.PanelSignInRefused("signin.provider_away", 0, false);
            case SignInOutcome.TryLater _ ->
                    new PanelSignInResult.PanelSignInRefused("signin.busy", 0, false);
        };
    }
}
