package io.mailyard.users;

import io.mailyard.base.CallTrace;
import io.mailyard.base.Retryable;
import io.mailyard.db.Database;
import io.mailyard.notices.Notice;
import io.mailyard.notices.UserAccessMail.AccessMailKind;
import io.mailyard.signin.PersonSignIn;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.writes.Writes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mails a link for a new password to users who ask for one. Answers nothing, and works beside the
 * request, so that neither answer nor time tells whether a login exists.
 */
public final class ForgottenPasswords {
    private static final Logger LOG = LoggerFactory.getLogger(ForgottenPasswords.class);

    /** Of one network in an hour: an office may stand behind one address. */
    static final int MAX_OF_NETWORK = 10;

    /**
     * Of one login in an hour, whether or not it exists: a mailbox is not to be flooded. A user who
     * asks from where they have signed in lately has as many beside, which nobody elsewhere takes.
     */
    static final int MAX_OF_LOGIN = 3;

    /** Of one account in an hour, whoever asks. */
    static final int MAX_OF_ACCOUNT = 20;

    /** At work at once; more are dropped, and asked for again. */
    private static final int MAX_AT_ONCE = 8;

    private final Database database;
    private final Writes writes;
    private final PortalPeople people;
    private final Users users;
    private final PersonSignIn<PortalUser> signIn;
    private final AccessLetters letters;
    private final AttemptCounts counts;
    private final Semaphore working = new Semaphore(MAX_AT_ONCE);

    ForgottenPasswords(
            Database database,
            Writes writes,
            PortalPeople people,
            Users users,
            PersonSignIn<PortalUser> signIn,
            AccessLetters letters,
            InstantSource clock) {
        this.database = database;
        this.writes = writes;
        this.people = people;
        this.users = users;
        this.signIn = signIn;
        this.letters = letters;
        this.counts = new AttemptCounts(clock);
    }

    /** Takes what was typed as {@code login@account}. */
    public void ask(String typed, SignInOrigin origin) {
        String login = typed.substring(0, Math.min(typed.length(), 257));
        if (counts.take("network " + origin.network(), MAX_OF_NETWORK) && working.tryAcquire()) {
            Thread.ofVirtual()
                    .name("forgotten-password")
                    .start(
                            CallTrace.carried(() -> {
                                try {
                                    send(login, origin);
                                } catch (RuntimeException failed) {
                                    LOG.warn(
                                            "a link for a new password was not sent: {}",
                                            Retryable.detail(failed)
                                                    .orElse(String.valueOf(failed.getMessage())));
                                } finally {
                                    working.release();
                                }
                            }));
        }
    }

    /** Waits until no mail is being written; false where that takes longer. */
    boolean awaitIdle(long most, TimeUnit unit) throws InterruptedException {
        boolean idle = working.tryAcquire(MAX_AT_ONCE, most, unit);
        if (idle) {
            working.release(MAX_AT_ONCE);
        }
        return idle;
    }

    private void send(String login, SignInOrigin origin) {
        Optional<PortalUser> found =
                database.<Optional<PortalUser>>read(tx -> people.find(tx, login))
                        .filter(PortalUser::active);
        boolean isKnown = found.filter(user -> signIn.isKnown(user.number(), origin)).isPresent();
        // by the user, whom many spellings find
        String counted =
                found.map(user -> (isKnown ? "known " : "user ") + user.number())
                        .orElseGet(() -> "login " + people.key(login));
        if (!counts.take(counted, MAX_OF_LOGIN)
                || found.isEmpty()
                || found.get().email().isEmpty()
                || (!isKnown && !counts.take("account " + found.get().account(), MAX_OF_ACCOUNT))) {
            return;
        }
        writes.as(
                origin.actor("system:sign-in"),
                change -> {
                    PortalUser user = found.get();
                    Optional<PortalUser> now =
                            people.find(change.tx(), user.number()).filter(PortalUser::active);
                    if (now.isEmpty()) {
                        return false;
                    }
                    Instant until = change.now().plus(PasswordLinks.OF_FORGETFUL);
                    String secret =
                            users.links()
                                    .create(
                                            change.tx(),
                                            now.get().user(),
                                            PasswordLinks.OF_FORGETFUL,
                                            change.now());
                    Notice mail =
                            letters.compose(
                                    AccessMailKind.FORGOTTEN,
                                    now.get(),
                                    now.get().email(),
                                    PasswordPage.PATH + "/" + secret,
                                    until,
                                    origin,
                                    change.now());
                    letters.queue(change.tx(), mail);
                    change.recordCreation(
                            "users.forgotten_password",
                            Users.subject(now.get().user()),
                            out -> out.text("email", now.get().email()));
                    return true;
                });
    }
}
