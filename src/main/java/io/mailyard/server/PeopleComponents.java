package io.mailyard.server;

import io.mailyard.access.Passwords;
import io.mailyard.accounts.Accounts;
import io.mailyard.administrators.AdministratorComponents;
import io.mailyard.administrators.FirstAdministrator;
import io.mailyard.db.Database;
import io.mailyard.notices.SignInMail;
import io.mailyard.notices.UserAccessMail;
import io.mailyard.notices.WelcomeMail;
import io.mailyard.tokens.Tokens;
import io.mailyard.users.PasswordPage;
import io.mailyard.users.PortalAccess;
import io.mailyard.users.Users;
import io.mailyard.users.Welcomes;
import java.time.InstantSource;

/** People and their access: users, administrators, the portal, tokens, welcome mail. */
final class PeopleComponents {
    private PeopleComponents() {}

    static Users users(Database database, Accounts accounts, Passwords passwords) {
        Users users = new Users(database, accounts, passwords);
        accounts.dependent(users);
        return users;
    }

    static PortalAccess portal(
            Components.ComponentsDependencies dependencies,
            Accounts accounts,
            Users users,
            AdministratorComponents administrators,
            InstantSource clock) {
        return PortalAccess.open(
                new PortalAccess.PortalAccessDependencies(
                        dependencies.database(),
                        dependencies.writes(),
                        dependencies.passwords(),
                        accounts,
                        users,
                        dependencies.notices(),
                        new SignInMail(dependencies.mails()),
                        new UserAccessMail(dependencies.mails()),
                        dependencies.places(),
                        administrators.source(),
                        dependencies.portal().url(dependencies.relay().publicUrl())),
                dependencies.portal(),
                clock);
    }

    static Tokens tokens(
            Components.ComponentsDependencies dependencies,
            Accounts accounts,
            AdministratorComponents administrators) {
        Tokens tokens =
                new Tokens(
                        dependencies.database(),
                        dependencies.access(),
                        accounts,
                        administrators.administrators()::scopes);
        accounts.dependent(tokens);
        return tokens;
    }

    static AdministratorComponents administrators(
            Components.ComponentsDependencies dependencies, InstantSource clock) {
        FirstAdministrator first =
                new FirstAdministrator(dependencies.database(), dependencies.passwords());
        return AdministratorComponents.open(
                new AdministratorComponents.AdministratorDependencies(
                        dependencies.database(),
                        dependencies.writes(),
                        dependencies.access(),
                        dependencies.passwords(),
                        dependencies.notices(),
                        new SignInMail(dependencies.mails()),
                        dependencies.places(),
                        dependencies.relay().publicUrl(),
                        () -> AdminPasswordFile.tidy(dependencies.dataFolder(), first)),
                dependencies.administrators(),
                clock);
    }

    static PasswordPage passwordPage(
            Components.ComponentsDependencies dependencies, Users users, InstantSource clock) {
        return new PasswordPage(
                users,
                dependencies.database(),
                dependencies.writes(),
                dependencies.passwords(),
                dependencies.passwordPages(),
                clock);
    }

    static Welcomes welcomes(
            Components.ComponentsDependencies dependencies, Users users, Accounts accounts) {
        Welcomes welcomes =
                new Welcomes(
                        users,
                        accounts,
                        dependencies.notices(),
                        new WelcomeMail(dependencies.mails()),
                        dependencies.places(),
                        dependencies.portal().url(dependencies.relay().publicUrl()));
        accounts.dependent(welcomes);
        return welcomes;
    }
}
