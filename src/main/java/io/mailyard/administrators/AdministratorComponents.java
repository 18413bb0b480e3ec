package io.mailyard.administrators;

import io.mailyard.access.Passwords;
import io.mailyard.api.Route;
import io.mailyard.db.Database;
import io.mailyard.gate.Access;
import io.mailyard.gate.AdministratorSource;
import io.mailyard.notices.GeoIp;
import io.mailyard.notices.Notices;
import io.mailyard.notices.SignInMail;
import io.mailyard.signin.PersonProfile;
import io.mailyard.signin.PersonSignIn;
import io.mailyard.signin.SignInNotices;
import io.mailyard.signin.SignInService;
import io.mailyard.signin.SignInSessions;
import io.mailyard.writes.Writes;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/**
 * Entry point of the package.
 *
 * @param signIn signs people in and out
 * @param sessions looks sessions up, for pages
 * @param profile what people do about their own sign-in
 * @param ownData what people say of themselves
 * @param source sessions and people, for the gate
 * @param oidc signs people in by OpenID providers
 * @param passkeys signs people in by keys of their own
 */
public record AdministratorComponents(
        Administrators administrators,
        Roles roles,
        PersonSignIn<Administrator> signIn,
        SignInSessions<Administrator> sessions,
        PersonProfile<Administrator> profile,
        AdministratorProfile ownData,
        AdministratorSource source,
        FirstAdministrator first,
        AdministratorProviders oidc,
        Passkeys passkeys,
        List<Route> routes) {
    /** The page that lists a person's sessions. */
    private static final String PROFILE = "/admin/profile";

    /** The sign-in service that pages need. */
    public SignInService<Administrator> people() {
        return new SignInService<>(signIn, sessions, profile);
    }

    /**
     * Dependencies of the package.
     *
     * @param publicUrl what links in mail start with
     * @param passwordsChanged called after a password was changed
     */
    public record AdministratorDependencies(
            Database database,
            Writes writes,
            Access access,
            Passwords passwords,
            Notices notices,
            SignInMail mail,
            GeoIp places,
            String publicUrl,
            Runnable passwordsChanged) {}

    /** Makes the parts, which share their sessions. Call it once for a process. */
    public static AdministratorComponents open(
            AdministratorDependencies dependencies,
            AdministratorConfig config,
            InstantSource clock) {
        Database database = dependencies.database();
        Writes writes = dependencies.writes();
        Access access = dependencies.access();
        Passwords passwords = dependencies.passwords();
        AdministratorStore store = new AdministratorStore();
        AdministratorPeople people =
                new AdministratorPeople(store, dependencies.passwordsChanged());
        SignInSessions<Administrator> sessions =
                new SignInSessions<>(
                        database, people, AdministratorPeople.SESSIONS, config.limits(), clock);
        AdministratorRights rights = new AdministratorRights(store, access.tokens());
        Administrators administrators =
                new Administrators(
                        database, store, sessions, rights, access.tokens(), access::tokensChanged);
        Roles roles = new Roles(database, store, sessions, rights);
        SignInNotices notices =
                new SignInNotices(
                        dependencies.notices(),
                        dependencies.mail(),
                        dependencies.places(),
                        dependencies.publicUrl() + PROFILE);
        PersonSignIn<Administrator> signIn =
                new PersonSignIn<>(database, writes, passwords, people, sessions, notices, clock);
        PersonProfile<Administrator> own =
                new PersonProfile<>(database, writes, passwords, people, sessions, signIn, clock);
        AdministratorRoutes routes =
                new AdministratorRoutes(
                        administrators, roles, passwords, writes, dependencies.passwordsChanged());
        ProvidedPeople provided =
                new ProvidedPeople(database, writes, store, sessions, rights, signIn);
        LdapSignIn ldap = new LdapSignIn(database, writes, provided, config.providers());
        signIn.elsewhere(ldap);
        AdministratorProviders oidc =
                AdministratorProviders.open(
                        database,
                        writes,
                        provided,
                        config.providers(),
                        dependencies.publicUrl(),
                        clock);
        return new AdministratorComponents(
                administrators,
                roles,
                signIn,
                sessions,
                own,
                new AdministratorProfile(store, sessions, own),
                new AdministratorGate(database, store, sessions, people),
                new FirstAdministrator(database, passwords),
                oidc,
                new Passkeys(database, store, own, signIn, dependencies.publicUrl(), clock),
                Stream.of(routes.routes(), oidc.routes(), ldap.routes())
                        .flatMap(List::stream)
                        .toList());
    }
}
