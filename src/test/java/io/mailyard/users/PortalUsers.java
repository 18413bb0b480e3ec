package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.Totp;
import io.mailyard.accounts.Accounts;
import io.mailyard.administrators.SignInPeople;
import io.mailyard.config.Settings;
import io.mailyard.db.Database;
import io.mailyard.mime.OwnMail;
import io.mailyard.notices.GeoIp;
import io.mailyard.notices.MailRenderer;
import io.mailyard.notices.SignInMail;
import io.mailyard.notices.UserAccessMail;
import io.mailyard.server.AllSettings;
import io.mailyard.signin.PersonProfile.FactorOffer;
import io.mailyard.signin.PersonSignIn;
import io.mailyard.signin.SignInOutcome;
import io.mailyard.tariffs.Tariffs;
import io.mailyard.templates.PlatformBrand;
import io.mailyard.templates.Templates;
import io.mailyard.testing.Api;
import io.mailyard.testing.TestServer;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Signs users of accounts in over the store of a server, as its pages do, in a second process as it
 * were: the sessions then call the server.
 */
public final class PortalUsers implements AutoCloseable {
    private static final Pattern LINK = Pattern.compile("https://mail\\.example\\.com(/\\S+)");

    private static final MailRenderer MAILS =
            new MailRenderer(new Templates(), PlatformBrand.PLAIN);

    private final TestServer server;
    private final Clock clock;
    private final SignInPeople administrators;
    final PortalAccess portal;

    public PortalUsers(TestServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
        administrators = new SignInPeople(server, clock, "public.url=https://mail.example.com");
        Database database = administrators.database();
        Accounts accounts = new Accounts(database, new Tariffs(database));
        Users users = new Users(database, accounts, TestServer.CHEAP_PASSWORDS);
        portal =
                PortalAccess.open(
                        new PortalAccess.PortalAccessDependencies(
                                database,
                                administrators.writes(),
                                TestServer.CHEAP_PASSWORDS,
                                accounts,
                                users,
                                administrators.notices(),
                                new SignInMail(MAILS),
                                new UserAccessMail(MAILS),
                                GeoIp.none(),
                                administrators.source(),
                                "https://mail.example.com"),
                        PortalConfig.from(
                                Settings.load(AllSettings.list(), Optional.empty(), List.of())),
                        clock);
    }

    public PortalUsers(TestServer server) {
        this(server, Clock.systemUTC());
    }

    /** How users sign in. */
    public PortalAccess access() {
        return portal;
    }

    /** Administrators of the same store. */
    public SignInPeople administrators() {
        return administrators;
    }

    PersonSignIn<PortalUser> signIn() {
        return portal.people().signIn();
    }

    /** A user that a test has made, with {@link SignInPeople#PASSWORD}. */
    public record NewUser(long account, String accountName, long id, String login) {
        /** What is typed. */
        public String name() {
            return login + "@" + accountName;
        }
    }

    /** A new user of a new account. */
    public NewUser add(boolean master, @Nullable Object... more) {
        return addTo(server.api().newAccount(), master, more);
    }

    /** A new user of an account. */
    public NewUser addTo(long account, boolean master, @Nullable Object... more) {
        String login = Api.unique("user");
        Object[] all = new Object[more.length + 4];
        System.arraycopy(
                new Object[] {"password", SignInPeople.PASSWORD, "master", master}, 0, all, 0, 4);
        System.arraycopy(more, 0, all, 4, more.length);
        Api api = server.api();
        long id = api.newUser(account, login, all);
        return new NewUser(
                account,
                api.call("accounts/get", "id", account).ok().at("data.name").text(),
                id,
                login);
    }

    SignInOutcome tryIn(NewUser user, String password) {
        return signIn().signIn(user.name(), password, SignInPeople.HOME);
    }

    /** Signs in, which must succeed; the cookie. */
    public String cookie(NewUser user) {
        SignInOutcome outcome = tryIn(user, SignInPeople.PASSWORD);
        assertThat(outcome).isInstanceOf(SignInOutcome.SignInOpened.class);
        return ((SignInOutcome.SignInOpened) outcome).cookie();
    }

    /** A client that calls the server in a new session. */
    public Api signedIn(NewUser user) {
        return server.api().withToken(cookie(user));
    }

    /** Adds a second factor; its secret. */
    String addFactor(String cookie) {
        FactorOffer offer = portal.people().profile().offerFactor(cookie);
        assertThat(
                        portal.people()
                                .profile()
                                .addFactor(
                                        cookie,
                                        offer.secret(),
                                        Totp.code(offer.secret(), clock.instant()),
                                        SignInPeople.HOME))
                .isPresent();
        return offer.secret();
    }

    /** Mail to an address that was queued. */
    List<OwnMail> mails(String to) {
        return administrators.mails().stream()
                .filter(mail -> mail.to().address().equals(to))
                .toList();
    }

    /** The path of the link in a mail. */
    static String link(OwnMail mail) {
        Matcher found = LINK.matcher(mail.text());
        assertThat(found.find()).as(mail.text()).isTrue();
        return found.group(1);
    }

    @Override
    public void close() {
        administrators.close();
    }
}
