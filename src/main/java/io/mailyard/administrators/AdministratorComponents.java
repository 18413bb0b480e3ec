package io.mailyard.administrators;

import io.mailyard.access.Passwords;
import io.mailyard.api.Route;
import io.mailyard.db.Database;
import io.mailyard.gate.Access;
import io.mailyard.notices.GeoIp;
import io.mailyard.notices.Notices;
import io.mailyard.notices.SignInMail;
import io.mailyard.writes.Writes;
import java.time.InstantSource;
import java.util.List;

/**
 * Entry point of the package.
 *
 * @param signIn signs people in and out
 * @param sessions looks sessions up, for pages and the gate
 * @param profile what people do with their own account
 */
public record AdministratorComponents(
        Administrators administrators,
        Roles roles,
        AdministratorSignIn signIn,
        AdministratorSessions sessions,
        AdministratorProfile profile,
        FirstAdministrator first,
        List<Route> routes) {

    /**
     * Dependencies of the package.
     *
     * @param publicUrl what links in mail start with
     * @param passwordsChanged called after a password was changed
     */
    public record Dependencies(
            Database database,
            Writes writes,
            Access access,
            Passwords passwords,
            Notices notices,
            SignInMail mail,
            GeoIp places,
            String publicUrl,
            Runnable passwordsChanged) {}

    public static AdministratorComponents open(
            Dependencies dependencies, AdministratorConfig config, InstantSource clock) {
        Database database = dependencies.database();
        Writes writes = dependencies.writes();
        Access access = dependencies.access();
        Passwords passwords = dependencies.passwords();
        AdministratorStore store = new AdministratorStore();
        AdministratorSessions sessions = new AdministratorSessions(database, store, config, clock);
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
                        dependencies.publicUrl());
        AdministratorSignIn signIn =
                new AdministratorSignIn(
                        database, writes, passwords, store, sessions, notices, clock);
        AdministratorProfile profile =
                new AdministratorProfile(
                        database,
                        writes,
                        passwords,
                        store,
                        sessions,
                        signIn,
                        dependencies.passwordsChanged(),
                        clock);
        AdministratorRoutes routes =
                new AdministratorRoutes(
                        administrators, roles, passwords, writes, dependencies.passwordsChanged());
        return new AdministratorComponents(
                administrators,
                roles,
                signIn,
                sessions,
                profile,
                new FirstAdministrator(database, passwords),
                routes.routes());
    }
}
