package io.mailyard.gate;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Principal;
import io.mailyard.access.TokenId;
import io.mailyard.api.Audience;
import io.mailyard.api.Call;
import io.mailyard.api.Route;
import io.mailyard.base.ApiException;
import java.util.Optional;
import java.util.Set;

/** Checks a call by a signed-in administrator, whose session takes the place of a token. */
final class SessionCheck {
    /** Tells pages what the person must do first: {@code again} or {@code change-password}. */
    private static final String HEADER = "Sign-In";

    private final AdministratorSource administrators;

    SessionCheck(AdministratorSource administrators) {
        this.administrators = administrators;
    }

    /**
     * Rights of the session's administrator now.
     *
     * @throws ApiException error 401 if it has ended or is unknown
     */
    AdministratorAccess existing(String secret) {
        return administrators
                .session(secret)
                .orElseThrow(() ->
                        PresentedSecret.unauthenticated(": this session has ended, sign in again"));
    }

    /** The owner of a personal token; empty if switched off or deleted. */
    Optional<AdministratorSource.AdministratorPerson> owner(AdministratorId id) {
        return administrators.person(id);
    }

    /** Throws error 403 unless the session may make the call. */
    static void mustPermit(Call call, AdministratorAccess access) {
        Route route = call.route();
        if (route.audience() != Audience.ADMINISTRATOR) {
            throw ApiException.forbidden(
                    "administrator '"
                            + access.login()
                            + "' is signed in: this call takes a token of the account that it"
                            + " concerns");
        }
        if (access.mustChangePassword()) {
            call.answerHeader(HEADER, "change-password");
            throw ApiException.forbidden(
                    "administrator '"
                            + access.login()
                            + "' must change the password before anything else");
        }
        if (!AccessGate.permits(access.scopes(), route)) {
            throw ApiException.forbidden(
                    "administrator '"
                            + access.login()
                            + "' lacks the scope "
                            + route.scope()
                            + ": the role '"
                            + access.role()
                            + "' does not have it");
        }
        if (route.sensitive() && !access.confirmed() && !call.prefers("dry-run")) {
            call.answerHeader(HEADER, "again");
            throw ApiException.forbidden(
                    "sign in again: this call needs your password, given within the last minutes");
        }
    }

    static Principal principal(Call call, AdministratorAccess access, String userAgent) {
        return new Principal(
                TokenId.of(access.administrator()),
                "administrator:" + access.login(),
                access.scopes(),
                Set.of(),
                Optional.of(access.administrator()),
                call.request().address(),
                userAgent,
                call.request().requestId());
    }
}
