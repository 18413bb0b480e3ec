package io.mailyard.panel;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Scopes;
import io.mailyard.base.AccountId;
import io.mailyard.templates.Language;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Person who is signed in to the pages.
 *
 * @param id the administrator; 0: a user of an account
 * @param name for the bar
 * @param scopes what the person may do: nothing else is shown
 * @param csrf the word that every form of this session sends back
 * @param mustChangePassword whether nothing but a change of the password is allowed
 * @param confirmed whether the password was given within the last minutes, as deletes need
 * @param user the user of an account; empty: an administrator
 * @param zone in which an administrator has chosen to read times; empty: the browser's, or the
 *     user's own
 * @param again where the person signs in again instead of giving a password, without an address to
 *     go back to; empty: by password
 */
public record PanelPerson(
        AdministratorId id,
        String name,
        Scopes scopes,
        String csrf,
        boolean mustChangePassword,
        boolean confirmed,
        Optional<AccountUser> user,
        Optional<ZoneId> zone,
        String again) {

    /** One who gives the password again where that is needed. */
    public PanelPerson(
            AdministratorId id,
            String name,
            Scopes scopes,
            String csrf,
            boolean mustChangePassword,
            boolean confirmed,
            Optional<AccountUser> user) {
        this(id, name, scopes, csrf, mustChangePassword, confirmed, user, Optional.empty(), "");
    }

    /**
     * A user of an account.
     *
     * @param login in full: {@code login@account}
     * @param title the account's title
     * @param language what the user reads
     * @param zone in which the user reads times
     * @param frozen whether nothing but the notice of the freeze is allowed
     * @param mustAddFactor whether nothing but adding a second factor is allowed
     * @param entered who has entered as the user; empty: it is the user
     */
    public record AccountUser(
            long id,
            AccountId account,
            String login,
            String title,
            Language language,
            ZoneId zone,
            boolean frozen,
            boolean mustAddFactor,
            Optional<Entered> entered) {}

    /**
     * An administrator who has entered as a user.
     *
     * @param by the administrator's login
     * @param readOnly whether nothing can be changed
     * @param minutesLeft minutes that are left, begun ones too
     */
    public record Entered(String by, boolean readOnly, Instant until, long minutesLeft) {
        /** An administrator who has entered until then. */
        public static Entered until(Instant until, Instant now, String by, boolean readOnly) {
            long minutes = (Duration.between(now, until).toSeconds() + 59) / 60;
            return new Entered(by, readOnly, until, Math.max(1, minutes));
        }
    }

    /** The {@link #id} of those who are no administrators. */
    public static final AdministratorId NOBODY = new AdministratorId(0);

    /**
     * Key of the one who has a share of what is limited: an administrator, or an account with all
     * its users, since an account can have as many as it likes.
     */
    String key() {
        return user.map(of -> "account " + of.account().value())
                .orElseGet(() -> "person " + id.value());
    }

    /** Whether the person must do something before any page is shown. */
    public boolean isHeldUp() {
        return mustChangePassword || user.filter(AccountUser::mustAddFactor).isPresent();
    }

    /** Readers with equal ones may see the same. */
    String readers() {
        return user.map(AccountUser::account).map(AccountId::toString).orElse("");
    }

    /** Whether calls about {@code noun} are permitted, those that change something too. */
    public boolean mayWrite(String noun) {
        return scopes.permit(noun, true);
    }

    /** Whether reading calls about {@code noun} are permitted. */
    public boolean mayRead(String noun) {
        return scopes.permit(noun, false);
    }
}
