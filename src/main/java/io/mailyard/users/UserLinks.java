package io.mailyard.users;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.providers.AccountProvider;
import io.mailyard.signin.PersonProfile;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInSessions;
import io.mailyard.signin.SignedInPerson;
import io.mailyard.users.UserIdentities.UserIdentity;
import io.mailyard.writes.Change;
import java.util.List;

/** Whom the providers of an account know as its users, listed and taken apart. */
public final class UserLinks {
    private final Database database;
    private final Accounts accounts;
    private final SignInSessions<PortalUser> sessions;
    private final PersonProfile<PortalUser> own;
    private final UserIdentities identities = new UserIdentities();

    UserLinks(
            Database database,
            Accounts accounts,
            SignInSessions<PortalUser> sessions,
            PersonProfile<PortalUser> own) {
        this.database = database;
        this.accounts = accounts;
        this.sessions = sessions;
        this.own = own;
    }

    void mustExist(Tx tx, AccountId account) {
        accounts.existing(tx, account);
    }

    /** The provider of an account. */
    AccountProvider provider(Tx tx, AccountId account, long id) {
        return AccountProvider.KIND
                .table()
                .find(tx, id)
                .filter(provider -> provider.owner().equals(account))
                .orElseThrow(() ->
                        ApiException.notFound(
                                "no " + AccountProvider.KIND.one() + " with id " + id));
    }

    /** Of one provider, by the user's id. */
    SortedSlice<UserIdentity> list(
            Tx tx, AccountId account, long provider, String search, SortedPage page) {
        return identities.list(tx, account, provider, search, page);
    }

    /** Of one user, by the provider's name. */
    List<UserIdentity> of(Tx tx, AccountId account, UserId user) {
        return identities.of(tx, account, user);
    }

    /**
     * Has a provider know a user no more, and ends the sessions that it opened for the user.
     *
     * @throws ApiException error 404 where it does not
     */
    void unlink(Change change, User user, long id) {
        Tx tx = change.tx();
        AccountProvider provider = provider(tx, user.account(), id);
        UserIdentity identity =
                of(tx, user.account(), user.id()).stream()
                        .filter(one -> one.provider() == id)
                        .findFirst()
                        .orElseThrow(() ->
                                ApiException.notFound(
                                        "OpenID provider '"
                                                + provider.name()
                                                + "' knows nobody as user '"
                                                + user.login()
                                                + "'"));
        identities.unlink(tx, provider, user.id());
        identities.endSessions(tx, sessions, provider, user.id());
        change.recordDeletion(
                "users.identities.unlink",
                Users.subject(user),
                out ->
                        out.text("provider", identity.providerName())
                                .text("subject", identity.subject()));
    }

    /** Identities of whoever has a session. */
    public List<UserIdentity> own(String cookie) {
        PortalUser user = own.existing(cookie).person();
        return database.read(tx -> of(tx, user.account(), user.user().id()));
    }

    /**
     * Has a provider know whoever has a session no more.
     *
     * @throws ApiException error 403 where the password was not given just now
     */
    public void unlinkOwn(String cookie, long provider, SignInOrigin origin) {
        SignedInPerson<PortalUser> signedIn = own.confirmed(cookie);
        own.as(
                signedIn,
                origin,
                change -> {
                    unlink(change, signedIn.person().user(), provider);
                    return true;
                });
    }
}
