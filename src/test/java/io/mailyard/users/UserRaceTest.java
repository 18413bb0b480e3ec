package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.administrators.SignInPeople;
import io.mailyard.providers.AccountProvider;
import io.mailyard.providers.ProvidedIdentity;
import io.mailyard.providers.ProvidedSignIn.ProvidedEntry;
import io.mailyard.signin.Entrance;
import io.mailyard.signin.SignInOutcome;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.users.PortalUsers.NewUser;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Users' sign-ins by a provider at the very moment at which what lets them in is taken away. */
@ParameterizedClass
@EnumSource
class UserRaceTest {
    private final TestServer server;
    private final Api admin;
    private final PortalUsers users;

    UserRaceTest(StoreKind kind) {
        server = TestServer.of(kind);
        admin = server.api();
        users = new PortalUsers(server);
    }

    @AfterEach
    void close() {
        users.close();
    }

    private long sessions(NewUser user) {
        return users.administrators()
                .database()
                .read(tx ->
                        tx.number(
                                "SELECT count(*) FROM user_sessions WHERE user_id = ?", user.id()));
    }

    private ProvidedIdentity ann(NewUser user) {
        AccountProvider provider = users.portal.providers().of(user.accountName()).getFirst();
        return new ProvidedIdentity(
                provider,
                "s-1",
                "",
                "",
                "ann@corp.example",
                true,
                Set.of(),
                provider.roles(),
                Set.of());
    }

    private long provider(NewUser user) {
        return admin.call(
                        "account_providers/save",
                        "account_id",
                        user.account(),
                        "name",
                        "corp",
                        "issuer",
                        "https://id.example.com",
                        "client_id",
                        "x",
                        "email_domains",
                        List.of("corp.example"))
                .savedId();
    }

    private static Object[] save(NewUser user, long provider, String field, Object value) {
        return new Object[] {
            "account_providers/save", "account_id", user.account(), "id", provider, field, value
        };
    }

    private static Object[] update(NewUser user, String field, Object value) {
        return new Object[] {
            "accounts/users/update",
            "account_id",
            user.account(),
            "name",
            user.login(),
            field,
            value
        };
    }

    /** Its path, then its parameters. */
    private Answer call(Object[] call) {
        return admin.call((String) call[0], Arrays.copyOfRange(call, 1, call.length));
    }

    @Test
    void whatIsTakenAwayBetweenTheTwoTransactions_opensNoSession() {
        NewUser user = users.add(false, "email", "ann@corp.example");
        long provider = provider(user);
        ProvidedUsers provided = users.portal.providers().provided();
        ProvidedEntry first = provided.signIn(ann(user), SignInPeople.HOME);
        assertThat(first).isInstanceOf(ProvidedEntry.Checked.class);
        assertThat(sessions(user)).isEqualTo(1);

        Object[][] changes = {
            save(user, provider, "active", false),
            save(user, provider, "scopes", "openid"),
            update(user, "active", false),
            {"accounts/deactivate", "id", user.account()},
            {"accounts/delete", "id", user.account()},
        };
        for (Object[] change : changes) {
            ProvidedIdentity identity = ann(user);
            Entrance entrance = provided.entrance(identity, new UserId(user.id()));
            call(change).ok();
            long before = sessions(user);

            SignInOutcome outcome = users.signIn().enter(user.id(), entrance, SignInPeople.HOME);

            assertThat(outcome)
                    .as((String) change[0])
                    .isInstanceOf(SignInOutcome.SignInExpired.class);
            assertThat(sessions(user)).isEqualTo(before);
            call(save(user, provider, "active", true));
            call(update(user, "active", true));
            call(new Object[] {"accounts/activate", "id", user.account()});
        }
    }
}
