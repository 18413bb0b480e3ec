package io.mailyard.users;

import io.mailyard.access.TokenSecret;
import io.mailyard.api.Params;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.EmailAddress;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.Field;
import io.mailyard.notices.UserAccessMail.Kind;
import io.mailyard.signin.PersonProfile;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignedInPerson;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What signed-in users say of themselves: names, language, zone, and a mail address once proved.
 */
public final class UserProfile {
    /** The page that proves an address, which a slash and the link's secret follow. */
    public static final String PROOF = "/portal/email";

    /** Where the mail about a changed address leads. */
    private static final String PAGE = "/portal/profile";

    /** A mailbox is read within a day. */
    private static final Duration PROVED_WITHIN = Duration.ofDays(1);

    /** Mails to addresses that a user gives, in an hour: they may be others'. */
    private static final int MOST_PROOFS = 5;

    /** Fields that users may change themselves. */
    public static final List<Field<?>> OWN =
            List.of(User.FIRST_NAME, User.LAST_NAME, User.PHONE, User.LANG, User.TIMEZONE);

    private final Database database;
    private final Writes writes;
    private final PortalPeople people;
    private final Users users;
    private final PersonProfile<PortalUser> own;
    private final AccessLetters letters;
    private final InstantSource clock;
    private final AttemptCounts counts;

    UserProfile(
            Database database,
            Writes writes,
            PortalPeople people,
            Users users,
            PersonProfile<PortalUser> own,
            AccessLetters letters,
            InstantSource clock) {
        this.database = database;
        this.writes = writes;
        this.people = people;
        this.users = users;
        this.own = own;
        this.letters = letters;
        this.clock = clock;
        this.counts = new AttemptCounts(clock);
    }

    /** Changes what is given; what is absent stays. */
    public void save(String cookie, Params params, SignInOrigin origin) {
        SignedInPerson<PortalUser> signedIn = own.free(cookie);
        own.as(
                signedIn,
                origin,
                change -> {
                    users.updateOwn(change, present(change.tx(), signedIn), OWN, params);
                    return true;
                });
    }

    /** Switches on these alerts and reports, and no others. */
    public void saveAlerts(String cookie, Set<String> alerts, SignInOrigin origin) {
        SignedInPerson<PortalUser> signedIn = own.free(cookie);
        own.as(
                signedIn,
                origin,
                change -> {
                    users.setAlerts(change, present(change.tx(), signedIn), alerts);
                    return true;
                });
    }

    private User present(Tx tx, SignedInPerson<PortalUser> signedIn) {
        return people.find(tx, signedIn.person().number()).orElseThrow().user();
    }

    /**
     * Mails a link to a new address; it counts once the link was followed. The password must have
     * been given lately, since mail to the address can set another.
     *
     * @throws ApiException error 400 where it is no address, 429 after too many
     */
    public void changeEmail(String cookie, String given, SignInOrigin origin) {
        SignedInPerson<PortalUser> signedIn = own.confirmed(cookie);
        String email = checked(given);
        PortalUser user = signedIn.person();
        if (email.equals(user.email())) {
            throw ApiException.badRequest("email", "is your address already");
        }
        if (!counts.take("user " + user.number(), MOST_PROOFS)) {
            throw ApiException.badRequest(
                    "email", "was changed too often within an hour: try again later");
        }
        String secret = TokenSecret.randomText();
        own.as(
                signedIn,
                origin,
                change -> {
                    Instant until = change.now().plus(PROVED_WITHIN);
                    replace(change.tx(), user, email, secret, until);
                    letters.queue(
                            change.tx(),
                            letters.compose(
                                    Kind.PROOF,
                                    user,
                                    email,
                                    PROOF + "/" + secret,
                                    until,
                                    origin,
                                    change.now()));
                    change.created(
                            "users.email_asked",
                            Users.subject(user.user()),
                            out -> out.text("email", email));
                    return true;
                });
    }

    private static String checked(String given) {
        try {
            return EmailAddress.checked(given.strip());
        } catch (IllegalArgumentException unfit) {
            throw ApiException.badRequest("email", String.valueOf(unfit.getMessage()));
        }
    }

    private static void replace(
            Tx tx, PortalUser user, String email, String secret, Instant until) {
        tx.update("DELETE FROM user_email_changes WHERE user_id = ?", user.number());
        tx.update(
                """
                INSERT INTO user_email_changes (user_id, account_id, email, hash, expires_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                user.number(),
                user.account().value(),
                email,
                TokenSecret.hashOf(secret),
                until);
    }

    /** The address that a user has given and not proved yet. */
    public Optional<String> waiting(PortalUser user) {
        return database.read(tx ->
                tx.one(
                        """
                        SELECT email FROM user_email_changes
                        WHERE account_id = ? AND user_id = ? AND expires_at > ?
                        """,
                        row -> row.text(),
                        user.account().value(),
                        user.number(),
                        clock.instant()));
    }

    private record AskedChange(AccountId account, long user, String email) {}

    private Optional<AskedChange> find(Tx tx, String secret) {
        return tx.one(
                """
                SELECT account_id, user_id, email FROM user_email_changes
                WHERE hash = ? AND expires_at > ?
                """,
                row ->
                        new AskedChange(
                                new AccountId(row.number("account_id")),
                                row.number("user_id"),
                                row.text("email")),
                TokenSecret.hashOf(secret),
                clock.instant());
    }

    /** The address that a link proves; empty where it is used, too old or unknown. */
    public Optional<String> proved(String secret) {
        return database.<Optional<AskedChange>>read(tx -> find(tx, secret)).map(AskedChange::email);
    }

    /**
     * Uses a link up: the address counts from now on; false where it is used, too old or unknown.
     */
    public boolean prove(String secret, SignInOrigin origin) {
        return writes.as(origin.actor("system:sign-in"), change -> prove(change, secret, origin));
    }

    private boolean prove(Change change, String secret, SignInOrigin origin) {
        Optional<AskedChange> asked = find(change.tx(), secret);
        Optional<PortalUser> user =
                asked.flatMap(found -> people.find(change.tx(), found.user()))
                        .filter(PortalUser::active);
        if (user.isEmpty()) {
            return false;
        }
        String before = user.get().email();
        users.setEmail(change, user.get().user(), asked.get().email());
        if (!before.isEmpty()) {
            letters.queue(
                    change.tx(),
                    letters.compose(
                            Kind.CHANGED,
                            user.get(),
                            before,
                            PAGE,
                            change.now(),
                            origin,
                            change.now()));
        }
        return true;
    }
}
