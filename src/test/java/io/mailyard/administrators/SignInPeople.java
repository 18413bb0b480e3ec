package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.config.Settings;
import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Tx;
import io.mailyard.gate.Access;
import io.mailyard.gate.AccessConfig;
import io.mailyard.gate.AdministratorSource;
import io.mailyard.mime.OwnMail;
import io.mailyard.notices.GeoIp;
import io.mailyard.notices.MailRenderer;
import io.mailyard.notices.NoticeQueue;
import io.mailyard.notices.Notices;
import io.mailyard.notices.RelayConfig;
import io.mailyard.notices.SignInMail;
import io.mailyard.server.AllSettings;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInOutcome;
import io.mailyard.templates.PlatformBrand;
import io.mailyard.templates.Templates;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.TestServer;
import io.mailyard.writes.Writes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Signs people in over the store of a server, as its pages do, in a second process as it were: the
 * sessions then call the server.
 */
public final class SignInPeople implements AutoCloseable {
    public static final String PASSWORD = "korrekt-Pferd-9-Batterie";
    public static final SignInOrigin HOME = from("192.0.2.1");

    private final TestServer server;
    private final Database database;
    private final List<OwnMail> mails = new CopyOnWriteArrayList<>();
    private final Writes writes;
    private final Notices notices;
    final AdministratorComponents people;

    public SignInPeople(TestServer server, Clock clock, String... settings) {
        this.server = server;
        this.database = server.database();
        Settings all = Settings.load(AllSettings.list(), Optional.empty(), List.of(settings));
        writes = new Writes(database, clock);
        notices = new Notices(clock, RelayConfig.from(all), "localhost", PlatformBrand.PLAIN);
        notices.setQueue(
                new NoticeQueue() {
                    @Override
                    public void add(
                            Tx tx,
                            long notice,
                            AccountId account,
                            OwnMail mail,
                            Duration lifetime) {
                        tx.afterCommit(() -> mails.add(mail));
                    }

                    @Override
                    public void withdraw(Tx tx, long notice) {}
                });
        people =
                AdministratorComponents.open(
                        new AdministratorComponents.AdministratorDependencies(
                                database,
                                writes,
                                Access.open(
                                        database,
                                        StoreConfig.from(all),
                                        AccessConfig.from(all),
                                        clock),
                                TestServer.CHEAP_PASSWORDS,
                                notices,
                                new SignInMail(
                                        new MailRenderer(new Templates(), PlatformBrand.PLAIN)),
                                GeoIp.none(),
                                "https://mail.example.com",
                                () -> {}),
                        AdministratorConfig.from(all),
                        clock);
    }

    public SignInPeople(TestServer server) {
        this(server, Clock.systemUTC());
    }

    public static SignInOrigin from(String address) {
        return new SignInOrigin(address, "Firefox/150.0", "request-1");
    }

    public Database database() {
        return database;
    }

    public Writes writes() {
        return writes;
    }

    public Notices notices() {
        return notices;
    }

    /** How administrators sign in. */
    public AdministratorComponents components() {
        return people;
    }

    /** What the gate knows of administrators. */
    public AdministratorSource source() {
        return people.source();
    }

    /** Mail that was queued. */
    public List<OwnMail> mails() {
        return mails;
    }

    /** A new person with {@link #PASSWORD} that need not be changed. */
    public NewPerson add(String role, @Nullable Object... more) {
        String login = Api.unique("person");
        Map<String, @Nullable Object> members =
                Body.members(
                        "login",
                        login,
                        "role",
                        role,
                        "password",
                        PASSWORD,
                        "must_change_password",
                        false);
        members.putAll(Body.members(more));
        return new NewPerson(
                server.api().json("administrators/save", Body.json(members)).savedId(), login);
    }

    /** A person that a test has made. */
    public record NewPerson(long id, String login) {}

    /** Signs in, which must succeed; the cookie. */
    public String cookie(String login) {
        SignInOutcome outcome = people.signIn().signIn(login, PASSWORD, HOME);
        assertThat(outcome).isInstanceOf(SignInOutcome.SignInOpened.class);
        return ((SignInOutcome.SignInOpened) outcome).cookie();
    }

    /** A client that calls the server in a new session. */
    public Api signedIn(NewPerson person) {
        return server.api().withToken(cookie(person.login()));
    }

    /** A client that calls the server in a session of a new person with a role. */
    public Api signedIn(String role) {
        return signedIn(add(role));
    }

    @Override
    public void close() {
        database.close();
    }
}
