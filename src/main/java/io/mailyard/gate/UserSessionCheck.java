package io.mailyard.gate;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.TokenId;
import io.mailyard.api.Audience;
import io.mailyard.api.Call;
import io.mailyard.api.Route;
import io.mailyard.base.ApiException;
import java.util.Set;

/** Checks a call by a signed-in user of an account, whose session takes the place of a token. */
final class UserSessionCheck {
    /** Tells pages what the person must do first: {@code again}, {@code change-password} ... */
    private static final String HEADER = "Sign-In";

    /** Nouns that are the account's own people's alone: with secrets, and what is personal. */
    private static final Set<String> SECRETS = Set.of("tokens", "webhooks", "profile");

    /** Deletes of it are undone by adding again, and a list may have many to remove. */
    private static final String HARMLESS = "suppressions";

    private final UserSource users;

    UserSessionCheck(UserSource users) {
        this.users = users;
    }

    /**
     * Rights of the session's user now.
     *
     * @throws ApiException error 401 if it has ended or is unknown
     */
    UserAccess existing(String secret) {
        return users.session(secret)
                .orElseThrow(() ->
                        PresentedSecret.unauthenticated(": this session has ended, sign in again"));
    }

    /** Throws error 403 unless the session may make the call. */
    static void mustPermit(Call call, UserAccess access) {
        Route route = call.route();
        String user = "user '" + access.login() + "'";
        if (route.audience() != Audience.ACCOUNT) {
            throw ApiException.forbidden(
                    user
                            + " is of an account: calls under /api/v1.1/admin/ take an"
                            + " administrator's token");
        }
        if (!access.mustDoFirst().isEmpty()) {
            call.answerHeader(HEADER, access.mustDoFirst());
            throw ApiException.forbidden(
                    access.mustDoFirst().equals("change-password")
                            ? user + " must change the password before anything else"
                            : user + " must add a second factor before anything else");
        }
        if (!AccessGate.permits(access.scopes(), route)) {
            throw ApiException.forbidden(
                    user
                            + (access.enteredBy().isPresent()
                                    ? ": whoever has entered as this user may not do this"
                                    : " lacks the scope " + route.scope()));
        }
        if (access.enteredBy().isPresent()) {
            if (route.writes() && SECRETS.contains(route.noun())) {
                throw ApiException.forbidden(
                        "you have entered as "
                                + user
                                + ": secrets are made by the user alone, and so is the profile changed");
            }
        } else if (route.sensitive()
                && !route.noun().equals(HARMLESS)
                && !access.confirmed()
                && !call.prefers("dry-run")) {
            call.answerHeader(HEADER, "again");
            throw ApiException.forbidden(
                    "sign in again: this call needs your password, given within the last minutes");
        }
    }

    static AccountPrincipal principal(Call call, UserAccess access, String userAgent) {
        return new AccountPrincipal(
                access.account(),
                TokenId.ofUser(access.user()),
                access.actor(),
                access.scopes(),
                call.request().address(),
                userAgent,
                call.request().requestId());
    }
}
