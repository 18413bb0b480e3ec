package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.base.ApiException;
import io.mailyard.base.Sha256;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.providers.ProvidedIdentity;
import io.mailyard.providers.ProvidedSignIn;
import io.mailyard.providers.Provider;
import io.mailyard.providers.ProviderFault;
import io.mailyard.providers.ProviderUse;
import io.mailyard.providers.RoleMap;
import io.mailyard.signin.Entrance;
import io.mailyard.signin.PasswordElsewhere;
import io.mailyard.signin.PersonSignIn;
import io.mailyard.signin.SignInFault;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInSessions;
import io.mailyard.signin.SignedInPerson;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Administrators whom a provider signs in: made at the first sign-in, without a password; with the
 * role that the provider's values give at each one.
 */
public final class ProvidedPeople implements ProvidedSignIn {
    private static final String SEQUENCE = "administrators";
    private static final int HASH_CHARS = 12;

    private final Database database;
    private final Writes writes;
    private final AdministratorStore store;
    private final SignInSessions<Administrator> sessions;
    private final AdministratorRights rights;
    private final PersonSignIn<Administrator> signIn;

    ProvidedPeople(
            Database database,
            Writes writes,
            AdministratorStore store,
            SignInSessions<Administrator> sessions,
            AdministratorRights rights,
            PersonSignIn<Administrator> signIn) {
        this.database = database;
        this.writes = writes;
        this.store = store;
        this.sessions = sessions;
        this.rights = rights;
        this.signIn = signIn;
    }

    /** The person of an identity, or why there is none. */
    private record PersonAdmission(Optional<Administrator> person, Optional<SignInFault> fault) {
        static PersonAdmission of(Administrator person) {
            return new PersonAdmission(Optional.of(person), Optional.empty());
        }

        static PersonAdmission refused(Optional<Administrator> person, SignInFault fault) {
            return new PersonAdmission(person, Optional.of(fault));
        }
    }

    @Override
    public ProvidedEntry signIn(ProvidedIdentity identity, SignInOrigin origin) {
        PersonAdmission admission =
                writes.as(
                        origin.actor("system:" + identity.providerName()),
                        change -> admit(change, identity));
        if (admission.fault().isPresent()) {
            signIn.recordRefusal(admission.fault().get(), admission.person(), origin);
            return new ProvidedEntry.EntryRefused(admission.fault().get());
        }
        long number = admission.person().orElseThrow().number();
        return new ProvidedEntry.Checked(signIn.enter(number, entrance(identity, number), origin));
    }

    /** Asks again whether the provider and the person are as they were. */
    private Entrance entrance(ProvidedIdentity identity, long number) {
        return Entrance.of(
                identity.providerName(),
                false,
                tx ->
                        identity.isOfNow(tx)
                                && find(tx, identity)
                                        .filter(person -> person.number() == number)
                                        .isPresent());
    }

    /**
     * Key of the provider that signs a person in, such as {@code ldap:1}; empty: a password of this
     * server's.
     */
    String provider(Administrator person) {
        return database.read(tx -> store.provider(tx, person.id()));
    }

    /**
     * Whether the person of an identity may come in.
     *
     * @param expected who it must be; empty: anybody
     */
    PasswordElsewhere.ElsewhereVerdict verdict(
            Optional<Administrator> expected, ProvidedIdentity identity, SignInOrigin origin) {
        PersonAdmission admission =
                writes.as(
                        origin.actor("system:" + identity.providerName()),
                        change -> admit(change, identity));
        if (admission.fault().isPresent()) {
            return new PasswordElsewhere.PasswordWrong(admission.fault().get());
        }
        long number = admission.person().orElseThrow().number();
        boolean isOther = expected.filter(person -> person.number() != number).isPresent();
        return isOther
                ? new PasswordElsewhere.PasswordWrong(SignInFault.WRONG_PASSWORD)
                : new PasswordElsewhere.Right(number, entrance(identity, number));
    }

    @Override
    public ProvidedEntry confirm(String cookie, ProvidedIdentity identity, SignInOrigin origin) {
        Optional<SignedInPerson<Administrator>> signedIn = sessions.signedIn(cookie);
        boolean same =
                signedIn.filter(open ->
                                writes.as(
                                        origin.actor("system:" + identity.providerName()),
                                        change ->
                                                find(change.tx(), identity)
                                                        .filter(person ->
                                                                person.number()
                                                                        == open.person().number())
                                                        .isPresent()))
                        .isPresent();
        if (!same) {
            signIn.recordRefusal(
                    SignInFault.OTHER_PERSON, signedIn.map(SignedInPerson::person), origin);
            return new ProvidedEntry.EntryRefused(SignInFault.OTHER_PERSON);
        }
        long number = signedIn.orElseThrow().person().number();
        return new ProvidedEntry.Checked(
                signIn.confirmed(
                        cookie,
                        signedIn.orElseThrow(),
                        entrance(identity, number).still(),
                        origin));
    }

    @Override
    public void refused(Provider provider, ProviderFault fault, SignInOrigin origin) {
        if (fault.kind() != ProviderFault.ProviderFaultKind.EXPIRED) {
            signIn.recordRefusal(SignInFault.PROVIDER, Optional.empty(), origin);
        }
    }

    @Override
    public void logOut(Provider provider, String subject, SignInOrigin origin) {
        writes.as(
                origin.actor("system:" + provider.name()),
                change -> {
                    store.provided(change.tx(), provider.key(), subject)
                            .filter(person -> sessions.endAll(change.tx(), person.number(), 0) > 0)
                            .ifPresent(person ->
                                    change.recordDeletion(
                                            "administrators.sessions.end",
                                            Administrators.subject(person.id()),
                                            out -> out.text("by", provider.name())));
                    return true;
                });
    }

    private Optional<Administrator> find(Tx tx, ProvidedIdentity identity) {
        return store.provided(tx, identity.provider().key(), identity.subject());
    }

    private PersonAdmission admit(Change change, ProvidedIdentity identity) {
        Tx tx = change.tx();
        Optional<Administrator> known = find(tx, identity);
        if (!identity.isOfNow(tx)) {
            return PersonAdmission.refused(known, SignInFault.PROVIDER_CHANGED);
        }
        if (known.filter(person -> !person.active()).isPresent()) {
            return PersonAdmission.refused(known, SignInFault.SWITCHED_OFF);
        }
        Optional<Role> role =
                identity.roles().roleOf(identity.groups()).flatMap(name -> Roles.find(tx, name));
        boolean lastMaster =
                known.filter(Administrator::isMaster)
                        .filter(person -> store.mastersBeside(tx, person.id()) == 0)
                        .isPresent();
        if (lastMaster && role.filter(given -> given.name().equals(Role.MASTER)).isEmpty()) {
            return PersonAdmission.refused(known, SignInFault.LAST_MASTER);
        }
        if (role.isEmpty()) {
            known.ifPresent(person -> sessions.endAll(tx, person.number(), 0));
            return PersonAdmission.refused(known, SignInFault.NO_ROLE);
        }
        return known.map(person -> update(change, person, identity, role.get()))
                .orElseGet(() -> make(change, identity, role.get()));
    }

    private PersonAdmission update(
            Change change, Administrator before, ProvidedIdentity identity, Role role) {
        FieldValues values = before.values().with(Administrator.ROLE, role.name());
        if (!identity.name().isEmpty()) {
            values = values.with(Administrator.NAME, identity.name());
        }
        if (!identity.email().isEmpty()) {
            values = values.with(Administrator.EMAIL, identity.email());
        }
        Administrator after =
                new Administrator(values.with(Administrator.UPDATED_AT, change.now()));
        boolean changed =
                change.recordChange(
                        "administrators.save",
                        Administrators.subject(before.id()),
                        out -> Administrators.audited(out, before),
                        out -> Administrators.audited(out, after));
        if (changed) {
            store.update(change.tx(), after);
            sessions.changed(change.tx());
        }
        return PersonAdmission.of(after);
    }

    private PersonAdmission make(Change change, ProvidedIdentity identity, Role role) {
        Tx tx = change.tx();
        String login = login(identity);
        if (store.find(tx, login).isPresent()) {
            return PersonAdmission.refused(Optional.empty(), SignInFault.LOGIN_TAKEN);
        }
        if (store.count(tx) >= Administrators.MOST) {
            return PersonAdmission.refused(Optional.empty(), SignInFault.TOO_MANY);
        }
        AdministratorId id = new AdministratorId(tx.nextId(SEQUENCE));
        Administrator person =
                Administrator.of(
                        id,
                        FieldValues.NONE
                                .with(Administrator.LOGIN, login)
                                .with(Administrator.NAME, identity.name())
                                .with(Administrator.EMAIL, identity.email())
                                .with(Administrator.ROLE, role.name())
                                .with(Administrator.MUST_CHANGE, false),
                        change.now());
        store.insert(tx, person, "", "");
        store.setProvider(tx, id, identity.provider().key(), identity.subject());
        change.recordCreation(
                "administrators.save",
                Administrators.subject(id),
                out -> {
                    Administrators.audited(out, person);
                    out.text("provider", identity.providerName());
                });
        return PersonAdmission.of(person);
    }

    /**
     * Returns what the provider says, where that can be a login; else one that is made of the
     * subject.
     */
    private static String login(ProvidedIdentity identity) {
        return List.of(identity.login(), identity.email()).stream()
                .filter(Administrator::isLogin)
                .findFirst()
                .orElseGet(() ->
                        identity.providerName()
                                + "-"
                                + Sha256.hex(identity.subject()).substring(0, HASH_CHARS));
    }

    /** The people of one kind of providers, as its rules need them. */
    <P extends Provider> ProviderUse<P> use(Function<P, RoleMap> roles) {
        return new ProviderUse<>() {
            @Override
            public String called(long people) {
                return people == 1 ? "administrator" : "administrators";
            }

            @Override
            public long people(Tx tx, P provider) {
                return store.ofProvider(tx, provider.key()).size();
            }

            @Override
            public void endSessions(Change change, P provider) {
                for (Administrator person : store.ofProvider(change.tx(), provider.key())) {
                    sessions.endAll(change.tx(), person.number(), 0);
                }
            }

            @Override
            public void mustBeThere(Tx tx, Optional<P> before, P after) {
                Set<String> names = names(after);
                before.ifPresent(provider -> names.removeAll(names(provider)));
                for (String name : names) {
                    if (Roles.find(tx, name).isEmpty()) {
                        throw ApiException.badRequest("roles", "no role is named '" + name + "'");
                    }
                }
            }

            @Override
            public void mustInclude(Tx tx, Call call, P provider) {
                for (String name : names(provider)) {
                    Roles.find(tx, name)
                            .ifPresent(role ->
                                    rights.mustInclude(tx, call.noted(Principal.class), role));
                }
            }

            private Set<String> names(P provider) {
                return new LinkedHashSet<>(roles.apply(provider).byValue().values());
            }
        };
    }
}
