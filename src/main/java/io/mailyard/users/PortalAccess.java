package io.mailyard.users;

import io.mailyard.access.Passwords;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Route;
import io.mailyard.db.Database;
import io.mailyard.gate.AdministratorSource;
import io.mailyard.notices.GeoIp;
import io.mailyard.notices.Notices;
import io.mailyard.notices.SignInMail;
import io.mailyard.notices.UserAccessMail;
import io.mailyard.signin.PersonProfile;
import io.mailyard.signin.PersonSignIn;
import io.mailyard.signin.SignInNotices;
import io.mailyard.signin.SignInService;
import io.mailyard.signin.SignInSessions;
import io.mailyard.writes.Writes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Parts by which users of accounts sign in.
 *
 * @param people signs them in and out, with what they do about it
 * @param gate sessions, for calls and pages
 * @param forgotten links for those who have forgotten the password
 * @param profile what users say of themselves
 * @param entries administrators who enter as a user
 * @param providers OpenID providers of accounts
 * @param links whom those providers know as users
 * @param routes calls about it: administrators', those of profiles, and those of providers
 */
public record PortalAccess(
        SignInService<PortalUser> people,
        UserGate gate,
        ForgottenPasswords forgotten,
        UserProfile profile,
        UserEntries entries,
        UserProviders providers,
        UserLinks links,
        List<Route> routes) {
    /** The page that lists a user's sessions. */
    private static final String PROFILE = "/portal/profile";

    /**
     * Dependencies of the package.
     *
     * @param administrators those who may enter as a user
     * @param publicUrl what links in mail start with
     */
    public record PortalAccessDependencies(
            Database database,
            Writes writes,
            Passwords passwords,
            Accounts accounts,
            Users users,
            Notices notices,
            SignInMail signInMail,
            UserAccessMail accessMail,
            GeoIp places,
            AdministratorSource administrators,
            String publicUrl) {}

    /**
     * Makes the parts, and has sessions end with changes of users and accounts from now on. Call it
     * once for a process.
     */
    public static PortalAccess open(
            PortalAccessDependencies dependencies, PortalConfig config, InstantSource clock) {
        Database database = dependencies.database();
        Writes writes = dependencies.writes();
        Users users = dependencies.users();
        PortalPeople people = new PortalPeople(dependencies.accounts(), users, config.name());
        SignInSessions<PortalUser> sessions =
                new SignInSessions<>(
                        database, people, PortalPeople.SESSIONS, config.limits(), clock);
        users.sessions().onChange(sessions::changed);
        dependencies.accounts().onState(users.sessions());
        dependencies.accounts().onSave(sessions::changed);
        dependencies.administrators().onSessionsEnded(sessions::changed);
        SignInNotices notices = notices(dependencies);
        PersonSignIn<PortalUser> signIn =
                new PersonSignIn<>(
                        database,
                        writes,
                        dependencies.passwords(),
                        people,
                        sessions,
                        notices,
                        clock);
        PersonProfile<PortalUser> own =
                new PersonProfile<>(
                        database,
                        writes,
                        dependencies.passwords(),
                        people,
                        sessions,
                        signIn,
                        clock);
        AccessLetters letters =
                new AccessLetters(
                        dependencies.notices(),
                        dependencies.accessMail(),
                        dependencies.places(),
                        dependencies.publicUrl());
        UserEntries entries =
                new UserEntries(database, writes, people, sessions, dependencies.administrators());
        UserProfile profile = new UserProfile(database, writes, people, users, own, letters, clock);
        UserProviders providers = providers(dependencies, config, people, sessions, signIn, clock);
        List<Route> routes = new ArrayList<>(providers.routes(writes));
        routes.addAll(
                new UserAccessRoutes(users, sessions, entries, writes, dependencies.publicUrl())
                        .routes());
        UserLinks links = new UserLinks(database, dependencies.accounts(), sessions, own);
        routes.addAll(new UserIdentityRoutes(database, users, links, writes).routes());
        routes.addAll(
                new ProfileRoutes(database, dependencies.accounts(), users, people, profile, writes)
                        .routes());
        return new PortalAccess(
                new SignInService<>(signIn, sessions, own),
                new UserGate(sessions, dependencies.administrators()),
                new ForgottenPasswords(database, writes, people, users, signIn, letters, clock),
                profile,
                entries,
                providers,
                links,
                List.copyOf(routes));
    }

    private static SignInNotices notices(PortalAccessDependencies dependencies) {
        return new SignInNotices(
                dependencies.notices(),
                dependencies.signInMail(),
                dependencies.places(),
                dependencies.publicUrl() + PROFILE);
    }

    private static UserProviders providers(
            PortalAccessDependencies dependencies,
            PortalConfig config,
            PortalPeople people,
            SignInSessions<PortalUser> sessions,
            PersonSignIn<PortalUser> signIn,
            InstantSource clock) {
        ProvidedUsers provided =
                new ProvidedUsers(
                        dependencies.database(),
                        dependencies.writes(),
                        dependencies.accounts(),
                        dependencies.users(),
                        sessions,
                        signIn);
        return new UserProviders(
                dependencies.database(),
                dependencies.accounts(),
                people,
                provided,
                config.providers(),
                dependencies.publicUrl(),
                clock);
    }
}
