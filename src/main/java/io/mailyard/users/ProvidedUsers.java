package io.mailyard.users;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Scopes;
import io.mailyard.accounts.Account;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Audience;
import io.mailyard.api.Call;
import io.mailyard.audit.Actor;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.NameRules;
import io.mailyard.base.Sha256;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.providers.AccountProvider;
import io.mailyard.providers.ProvidedIdentity;
import io.mailyard.providers.ProvidedSignIn;
import io.mailyard.providers.Provider;
import io.mailyard.providers.ProviderFault;
import io.mailyard.providers.ProviderUse;
import io.mailyard.signin.Entrance;
import io.mailyard.signin.PersonSignIn;
import io.mailyard.signin.SignInFault;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInSessions;
import io.mailyard.signin.SignedInPerson;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.Optional;

/**
 * Users whom a provider of their account signs in: known by the name that they have there, else
 * found by an address that it has verified. A provider never leads to a user of another account.
 */
public final class ProvidedUsers implements ProvidedSignIn, ProviderUse<AccountProvider> {
    /** Beyond that somebody adds users who knows them. */
    private static final long MOST_MADE = 1_000;

    private static final int HASH_CHARS = 12;

    private final Database database;
    private final Writes writes;
    private final Accounts accounts;
    private final Users users;
    private final SignInSessions<PortalUser> sessions;
    private final PersonSignIn<PortalUser> signIn;
    private final UserStore store = new UserStore();
    private final UserIdentities identities = new UserIdentities();

    ProvidedUsers(
            Database database,
            Writes writes,
            Accounts accounts,
            Users users,
            SignInSessions<PortalUser> sessions,
            PersonSignIn<PortalUser> signIn) {
        this.database = database;
        this.writes = writes;
        this.accounts = accounts;
        this.users = users;
        this.sessions = sessions;
        this.signIn = signIn;
    }

    /** The user of an identity, or why there is none. */
    private sealed interface UserAdmission {
        record Admitted(User user) implements UserAdmission {}

        record UserRefused(SignInFault fault) implements UserAdmission {}
    }

    private static UserAdmission refused(SignInFault fault) {
        return new UserAdmission.UserRefused(fault);
    }

    @Override
    public ProvidedEntry signIn(ProvidedIdentity identity, SignInOrigin origin) {
        AccountProvider provider = provider(identity.provider());
        UserAdmission admission =
                writes.as(actor(provider, origin), change -> admit(change, provider, identity));
        return switch (admission) {
            case UserAdmission.UserRefused(SignInFault fault) -> {
                signIn.recordRefusal(fault, Optional.empty(), origin);
                yield new ProvidedEntry.EntryRefused(fault);
            }
            case UserAdmission.Admitted(User user) ->
                    new ProvidedEntry.Checked(
                            signIn.enter(user.id().value(), entrance(identity, user.id()), origin));
        };
    }

    /** Asks again whether the provider and the user are as they were. */
    Entrance entrance(ProvidedIdentity identity, UserId user) {
        AccountProvider provider = provider(identity.provider());
        boolean whole = provider.countsAsFactor(identity);
        return new Entrance(
                "provider " + provider.name(),
                whole,
                FieldValues.NONE
                        .with(PortalPeople.PROVIDER, provider.id())
                        .with(PortalPeople.PROVIDER_FACTOR, whole),
                tx -> identity.isOfNow(tx) && isUser(tx, provider, identity, user.value()));
    }

    private boolean isUser(
            Tx tx, AccountProvider provider, ProvidedIdentity identity, long number) {
        return identities
                .user(tx, provider, identity.subject())
                .filter(user -> user.value() == number)
                .isPresent();
    }

    private static AccountProvider provider(Provider provider) {
        if (provider instanceof AccountProvider own) {
            return own;
        }
        throw new IllegalArgumentException("no provider of an account: " + provider.key());
    }

    private static Actor actor(Provider provider, SignInOrigin origin) {
        return origin.actor("system:" + provider.key());
    }

    private UserAdmission admit(
            Change change, AccountProvider provider, ProvidedIdentity identity) {
        Tx tx = change.tx();
        Optional<Account> account =
                accounts.find(tx, provider.owner()).filter(found -> found.deletedAt().isEmpty());
        if (account.isEmpty() || !identity.isOfNow(tx)) {
            return refused(SignInFault.PROVIDER_CHANGED);
        }
        if (!account.get().active()) {
            return refused(SignInFault.SWITCHED_OFF);
        }
        Optional<String> role = provider.roleOf(identity);
        Optional<User> known =
                identities
                        .user(tx, provider, identity.subject())
                        .map(id -> users.existing(tx, provider.owner(), id));
        if (role.isEmpty()) {
            known.ifPresent(user -> identities.endSessions(tx, sessions, provider, user.id()));
            return refused(SignInFault.NO_ROLE);
        }
        return known.map(ProvidedUsers::open)
                .orElseGet(() -> byAddress(change, account.get(), provider, identity, role.get()));
    }

    private static UserAdmission open(User user) {
        return user.active() ? new UserAdmission.Admitted(user) : refused(SignInFault.SWITCHED_OFF);
    }

    private UserAdmission byAddress(
            Change change,
            Account account,
            AccountProvider provider,
            ProvidedIdentity identity,
            String role) {
        Tx tx = change.tx();
        if (!identity.emailVerified()) {
            return refused(SignInFault.EMAIL_UNVERIFIED);
        }
        List<User> found =
                provider.covers(identity.email())
                        ? store.withEmail(tx, account.id(), identity.email())
                        : List.of();
        if (found.size() > 1) {
            return refused(SignInFault.EMAIL_TAKEN);
        }
        if (found.isEmpty()) {
            return provider.createsUsers()
                            && provider.covers(identity.email())
                            && account.frozen().isEmpty()
                    ? make(change, account, provider, identity, role)
                    : refused(SignInFault.NO_USER);
        }
        User user = found.getFirst();
        if (!user.active()) {
            return refused(SignInFault.SWITCHED_OFF);
        }
        if (identities.isKnown(tx, provider, user.id())) {
            // an address that went to somebody else is not the user
            return refused(SignInFault.EMAIL_TAKEN);
        }
        link(change, provider, identity, user);
        return new UserAdmission.Admitted(user);
    }

    private void link(
            Change change, AccountProvider provider, ProvidedIdentity identity, User user) {
        identities.link(change.tx(), provider, identity.subject(), user.id(), change.now());
        change.recordCreation(
                "users.identities.link",
                Users.subject(user),
                out ->
                        out.text("provider", provider.name())
                                .text("subject", identity.subject())
                                .text("email", identity.email()));
    }

    private UserAdmission make(
            Change change,
            Account account,
            AccountProvider provider,
            ProvidedIdentity identity,
            String role) {
        Tx tx = change.tx();
        if (users.count(tx, account.id()) >= MOST_MADE) {
            return refused(SignInFault.TOO_MANY);
        }
        Login login = login(provider, identity);
        if (store.find(tx, account.id(), login).isPresent()) {
            return refused(SignInFault.LOGIN_TAKEN);
        }
        User user =
                users.addProvided(
                        change,
                        account.id(),
                        login,
                        FieldValues.NONE
                                .with(User.FIRST_NAME, identity.name())
                                .with(User.EMAIL, identity.email())
                                .with(User.NOTIFY_EMAIL, identity.email())
                                .with(User.MASTER, role.equals(AccountProvider.MASTER)));
        link(change, provider, identity, user);
        return new UserAdmission.Admitted(user);
    }

    /**
     * Login that the provider says, where it can be one; else that of the address; else made up.
     */
    private static Login login(AccountProvider provider, ProvidedIdentity identity) {
        String local = identity.email().substring(0, identity.email().lastIndexOf('@'));
        for (String name : List.of(identity.login(), local)) {
            try {
                return new Login(NameRules.checked(name, Login.MAX_CHARS));
            } catch (IllegalArgumentException unfit) {
                // the next one
            }
        }
        return new Login(
                provider.name() + "-" + Sha256.hex(identity.subject()).substring(0, HASH_CHARS));
    }

    @Override
    public ProvidedEntry confirm(String cookie, ProvidedIdentity identity, SignInOrigin origin) {
        AccountProvider provider = provider(identity.provider());
        Optional<SignedInPerson<PortalUser>> signedIn =
                sessions.signedIn(cookie)
                        .filter(open -> open.person().account().equals(provider.owner()))
                        .filter(open -> !PortalPeople.isEnteredSession(open.session()));
        boolean same =
                signedIn.filter(open ->
                                database.read(tx ->
                                        isUser(tx, provider, identity, open.person().number())))
                        .isPresent();
        if (!same) {
            signIn.recordRefusal(
                    SignInFault.OTHER_PERSON, signedIn.map(SignedInPerson::person), origin);
            return new ProvidedEntry.EntryRefused(SignInFault.OTHER_PERSON);
        }
        User user = signedIn.orElseThrow().person().user();
        return new ProvidedEntry.Checked(
                signIn.confirmed(
                        cookie,
                        signedIn.orElseThrow(),
                        entrance(identity, user.id()).still(),
                        origin));
    }

    @Override
    public void refused(Provider provider, ProviderFault fault, SignInOrigin origin) {
        if (fault.kind() != ProviderFault.ProviderFaultKind.EXPIRED) {
            signIn.recordRefusal(SignInFault.PROVIDER, Optional.empty(), origin);
        }
    }

    @Override
    public void logOut(Provider asked, String subject, SignInOrigin origin) {
        AccountProvider provider = provider(asked);
        writes.as(
                actor(provider, origin),
                change -> {
                    Tx tx = change.tx();
                    identities
                            .user(tx, provider, subject)
                            .filter(user -> identities.endSessions(tx, sessions, provider, user))
                            .map(user -> users.existing(tx, provider.owner(), user))
                            .ifPresent(user ->
                                    change.recordDeletion(
                                            "users.sessions.end",
                                            Users.subject(user),
                                            out -> out.text("by", provider.name())));
                    return true;
                });
    }

    @Override
    public String called(long people) {
        return people == 1 ? "user" : "users";
    }

    @Override
    public void mustExist(Tx tx, AccountId owner) {
        accounts.existing(tx, owner);
    }

    @Override
    public long people(Tx tx, AccountProvider provider) {
        return identities.count(tx, provider);
    }

    @Override
    public void endSessions(Change change, AccountProvider provider) {
        identities.endSessions(change.tx(), sessions, provider);
    }

    @Override
    public void forget(Change change, AccountProvider provider) {
        identities.endSessions(change.tx(), sessions, provider);
        identities.delete(change.tx(), provider);
    }

    @Override
    public void mustInclude(Tx tx, Call call, AccountProvider provider) {
        if (call.route().audience() == Audience.ACCOUNT
                && !call.noted(AccountPrincipal.class)
                        .scopes()
                        .include(Audience.ACCOUNT, Scopes.ALL_OF_ACCOUNT)) {
            throw ApiException.forbidden(
                    "whoever sets up a provider can sign in as any user of the account: this needs"
                            + " all rights in it (scopes write and content:read)");
        }
    }
}
