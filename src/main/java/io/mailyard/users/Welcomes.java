package io.mailyard.users;

import io.mailyard.accounts.Account;
import io.mailyard.accounts.AccountDependent;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Call;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Tx;
import io.mailyard.notices.GeoIp;
import io.mailyard.notices.Notices;
import io.mailyard.notices.RequestFacts;
import io.mailyard.notices.Welcome;
import io.mailyard.notices.WelcomeMail;
import io.mailyard.templates.Language;
import io.mailyard.writes.Change;
import java.time.Instant;

/**
 * Sends welcome mail: a link to set a password, and who caused it (docs/spec/admin-api.md, section
 * 3 "Welcome mail").
 */
public final class Welcomes implements AccountDependent {
    private final Users users;
    private final Accounts accounts;
    private final Notices notices;
    private final WelcomeMail mail;
    private final GeoIp places;
    private final String publicUrl;

    public Welcomes(
            Users users,
            Accounts accounts,
            Notices notices,
            WelcomeMail mail,
            GeoIp places,
            String publicUrl) {
        this.users = users;
        this.accounts = accounts;
        this.notices = notices;
        this.mail = mail;
        this.places = places;
        this.publicUrl = publicUrl;
    }

    /** The origin of the call, for the mail. */
    record Origin(String userAgent, String address) {}

    static Origin origin(Call call) {
        return new Origin(call.request().header("User-Agent").orElse(""), call.request().address());
    }

    void send(Change change, AccountId account, Login login, Origin origin) {
        accounts.existing(change.tx(), account);
        send(change, users.existing(change.tx(), account, login), origin);
    }

    /**
     * Queues the mail with the change; refuses if the account is inactive (docs/spec/states.md).
     */
    void send(Change change, User user, Origin origin) {
        Account account = accounts.existing(change.tx(), user.account());
        if (!account.active()) {
            throw ApiException.forbidden(
                    "account " + account.id() + " is switched off: no mail goes to its users");
        }
        if (!user.active()) {
            throw ApiException.forbidden(
                    "user '" + user.login() + "' is switched off: no mail goes to them");
        }
        String secret = users.links().create(change.tx(), user, PasswordLinks.VALID, change.now());
        notices.queue(
                change.tx(), mail.compose(welcome(account, user, secret, origin, change.now())));
        change.recordCreation(
                "users.send_welcome", Users.subject(user), out -> out.text("email", user.email()));
    }

    private Welcome welcome(Account account, User user, String secret, Origin origin, Instant now) {
        Language language = Language.of(user.lang());
        return new Welcome(
                language,
                account.id(),
                user.id().value(),
                user.email(),
                user.firstName(),
                account.title(),
                user.login() + "@" + account.name(),
                publicUrl + PasswordPage.PATH + "/" + secret,
                now.plus(PasswordLinks.VALID),
                new RequestFacts(origin.userAgent(), places.place(origin.address(), language), now),
                account.timezone());
    }

    /** Withdraws the user's waiting mail, and removes the status of sent mail. */
    void forget(Tx tx, AccountId account, UserId user) {
        notices.deleteOf(tx, account, user.value());
    }

    @Override
    public String noun() {
        return "notices";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return notices.countOf(tx, account);
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        notices.deleteOf(tx, account);
    }
}
