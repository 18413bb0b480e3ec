package io.mailyard.users;

import io.mailyard.access.TokenSecret;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.base.ApiException;
import io.mailyard.base.EmailAddress;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.Field;
import io.mailyard.notices.UserAccessMail.AccessMailKind;
import io.mailyard.signin.PersonProfile;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignedInPerson;
import io.mailyard.users.AddressProofs.AskedAddress;
import io.mailyard.users.AddressProofs.Purpose;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Details that signed-in users give of themselves: names, language, zone, and a mail address once
 * proved.
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

    /**
     * Mails to addresses that an account's users give together, in an hour: its tokens can name any
     * of them.
     */
    private static final int MOST_OF_ACCOUNT = 20;

    /** Fields that users may change themselves. */
    public static final List<Field<?>> OWN =
            List.of(User.FIRST_NAME, User.LAST_NAME, User.PHONE, User.LANG, User.TIMEZONE);

    /** Changes that a call can make to a user's profile. */
    static final List<Param<?>> PARAMS =
            Stream.concat(
                            OWN.stream().<Param<?>>map(Field::sent),
                            Stream.of(User.NOTIFY_EMAIL.sent(), UserBody.ALERTS))
                    .toList();

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
        if (!isSeldom(user, email)) {
            throw ApiException.badRequest(
                    "email", "was changed too often within an hour: try again later");
        }
        own.as(
                signedIn,
                origin,
                change -> {
                    ask(change, user, Purpose.SIGN_IN, email, origin);
                    return true;
                });
    }

    /** Mails the link that proves an address. */
    private void ask(
            Change change, PortalUser user, Purpose purpose, String email, SignInOrigin origin) {
        String secret = TokenSecret.randomText();
        Instant until = change.now().plus(PROVED_WITHIN);
        AddressProofs.ask(
                change.tx(),
                new AskedAddress(purpose, user.account(), user.user().id(), email),
                secret,
                until);
        boolean own = purpose == Purpose.SIGN_IN;
        letters.queue(
                change.tx(),
                letters.compose(
                        own ? AccessMailKind.PROOF : AccessMailKind.NOTICES_PROOF,
                        user,
                        email,
                        PROOF + "/" + secret,
                        until,
                        origin,
                        change.now()));
        change.recordCreation(
                own ? "users.email_asked" : "users.notify_email_asked",
                Users.subject(user.user()),
                out -> out.text(own ? "email" : "notify_email", email));
    }

    /**
     * Changes what a profile has of a user; what is absent stays. Another address for alerts and
     * reports counts once the link in a mail to it was followed, unless it is the user's own or
     * none; the address before is told.
     *
     * @param params of {@link #PARAMS}
     * @throws ApiException error 429 where addresses were changed too often
     */
    void save(Change change, PortalUser user, Params params, SignInOrigin origin) {
        User before = user.user();
        User after = before.with(before.login(), params, change.now());
        String given = after.notifyEmail();
        boolean moves = !given.equals(before.notifyEmail());
        boolean provable = moves && !given.isEmpty() && !given.equals(before.email());
        if (moves && !change.dryRun()) {
            mustBeSeldom(user, given);
        }
        if (provable) {
            after = after.withNotifyEmail(before.notifyEmail(), change.now());
        }
        users.saveProfile(change, before, after);
        if (provable) {
            ask(change, user, Purpose.NOTICES, given, origin);
        } else if (moves) {
            tellBefore(change, user, AccessMailKind.NOTICES_CHANGED, before.notifyEmail(), origin);
        }
    }

    private boolean isSeldom(PortalUser user, String address) {
        return counts.take("user " + user.number(), MOST_PROOFS)
                && counts.take("account " + user.account(), MOST_OF_ACCOUNT)
                && (address.isEmpty() || counts.take("address " + address, MOST_PROOFS));
    }

    private void mustBeSeldom(PortalUser user, String address) {
        if (!isSeldom(user, address)) {
            throw new ApiException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "addresses were changed too often within an hour: try again later");
        }
    }

    private void tellBefore(
            Change change,
            PortalUser user,
            AccessMailKind kind,
            String before,
            SignInOrigin origin) {
        if (!before.isEmpty()) {
            letters.queue(
                    change.tx(),
                    letters.compose(kind, user, before, PAGE, change.now(), origin, change.now()));
        }
    }

    private static String checked(String given) {
        try {
            return EmailAddress.checked(given.strip());
        } catch (IllegalArgumentException unfit) {
            throw ApiException.badRequest("email", String.valueOf(unfit.getMessage()));
        }
    }

    /** The address of that purpose that waits for its proof. */
    Optional<String> waiting(Tx tx, User user, Purpose purpose) {
        return AddressProofs.waiting(tx, user.account(), user.id(), purpose, clock.instant());
    }

    /**
     * An address that a link proves.
     *
     * @param ofNotices whether alerts and reports go there, and not all mail to the user
     */
    public record ProvedAddress(String email, boolean ofNotices) {}

    /** The address that a link proves; empty where it is used, too old or unknown. */
    public Optional<ProvedAddress> proved(String secret) {
        return database.<Optional<AskedAddress>>read(
                        tx -> AddressProofs.find(tx, secret, clock.instant()))
                .map(asked -> new ProvedAddress(asked.email(), asked.purpose() == Purpose.NOTICES));
    }

    /**
     * Uses a link up: the address counts from now on; false where it is used, too old or unknown.
     */
    public boolean prove(String secret, SignInOrigin origin) {
        return writes.as(origin.actor("system:sign-in"), change -> prove(change, secret, origin));
    }

    private boolean prove(Change change, String secret, SignInOrigin origin) {
        Optional<AskedAddress> asked = AddressProofs.find(change.tx(), secret, clock.instant());
        Optional<PortalUser> user =
                asked.flatMap(found -> people.find(change.tx(), found.user().value()))
                        .filter(PortalUser::active);
        if (user.isEmpty()) {
            return false;
        }
        User before = user.get().user();
        String email = asked.get().email();
        switch (asked.get().purpose()) {
            case SIGN_IN -> {
                users.setEmail(change, before, email);
                tellBefore(change, user.get(), AccessMailKind.CHANGED, before.email(), origin);
            }
            case NOTICES -> {
                AddressProofs.forget(change.tx(), before.account(), before.id(), Purpose.NOTICES);
                users.saveProfile(change, before, before.withNotifyEmail(email, change.now()));
                tellBefore(
                        change,
                        user.get(),
                        AccessMailKind.NOTICES_CHANGED,
                        before.notifyEmail(),
                        origin);
            }
        }
        return true;
    }
}
