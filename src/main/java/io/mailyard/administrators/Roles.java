package io.mailyard.administrators;

import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.api.Params;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.GreekSigma;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.signin.SignInSessions;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of roles. */
public final class Roles {
    private static final String SEQUENCE = "administrator_roles";

    /** More than any platform has; all are read at once. */
    static final int MOST = 200;

    private final Database database;
    private final AdministratorStore store;
    private final SignInSessions<Administrator> sessions;
    private final AdministratorRights rights;

    Roles(
            Database database,
            AdministratorStore store,
            SignInSessions<Administrator> sessions,
            AdministratorRights rights) {
        this.database = database;
        this.store = store;
        this.sessions = sessions;
        this.rights = rights;
    }

    /** A role with how many have it. */
    record CountedRole(Role role, long administrators) {}

    /** Scopes of a role; none if it does not exist. */
    static Scopes scopes(Tx tx, String name) {
        return find(tx, name).map(Role::scopes).orElse(new Scopes(Set.of()));
    }

    /** The role of that name, in any case for those of the program. */
    static Optional<Role> find(Tx tx, String name) {
        return Role.builtIn(name).or(() -> Role.TABLE.find(tx, "name = ?", name));
    }

    /** Keys that roles can be sorted by: there are few roles, which are sorted here. */
    static final String[] SORTS = {
        "id", "-id", "name", "-name", "administrators", "-administrators"
    };

    /**
     * A page of roles, those of the program first.
     *
     * @param search in name and scopes; empty: all
     */
    SortedSlice<CountedRole> list(String search, Optional<Boolean> builtIn, SortedPage asked) {
        Page page = asked.page();
        String part = GreekSigma.folded(search.toLowerCase(Locale.ROOT));
        List<CountedRole> all =
                database.read(tx ->
                        Stream.concat(
                                        Role.BUILT_IN_ROLES.stream(),
                                        Role.TABLE.where(tx, FieldTable.ALL).stream())
                                .filter(role ->
                                        builtIn.filter(on -> on != role.isBuiltIn()).isEmpty())
                                .filter(role ->
                                        GreekSigma.folded(
                                                        (role.name() + " " + role.scopes().words())
                                                                .toLowerCase(Locale.ROOT))
                                                .contains(part))
                                .map(role -> new CountedRole(role, store.countOf(tx, role.name())))
                                .sorted(order(asked.sort()))
                                .toList());
        if (asked.sort().equals("id")) {
            List<CountedRole> rows =
                    all.stream().filter(counted -> counted.role().id() >= page.fromId()).toList();
            return new SortedSlice<>(
                    Slice.of(rows, page, all.size(), counted -> counted.role().id()), "");
        }
        List<CountedRole> rest =
                asked.from().isEmpty()
                        ? all
                        : all.stream().dropWhile(counted -> !isAt(counted, asked.from())).toList();
        if (rest.isEmpty() && !asked.from().isEmpty()) {
            throw ApiException.badRequest("from", "is not a next_from of this list");
        }
        List<CountedRole> shown = rest.subList(0, Math.min(rest.size(), page.limit()));
        return new SortedSlice<>(
                new Slice<>(shown, all.size(), OptionalLong.empty()),
                rest.size() > shown.size()
                        ? String.valueOf(rest.get(shown.size()).role().id())
                        : "");
    }

    private static boolean isAt(CountedRole counted, String from) {
        return String.valueOf(counted.role().id()).equals(from);
    }

    private static Comparator<CountedRole> order(String sort) {
        Comparator<CountedRole> byId = Comparator.comparingLong(counted -> counted.role().id());
        Comparator<CountedRole> order =
                switch (sort.replace("-", "")) {
                    case "name" ->
                            Comparator.<CountedRole, String>comparing(counted ->
                                            counted.role().name().toLowerCase(Locale.ROOT))
                                    .thenComparing(byId);
                    case "administrators" ->
                            Comparator.comparingLong(CountedRole::administrators)
                                    .thenComparing(byId);
                    default -> byId;
                };
        return sort.startsWith("-") ? order.reversed() : order;
    }

    long create(Change change, Principal by, Params params) {
        Tx tx = change.tx();
        if (Role.TABLE.count(tx, FieldTable.ALL) >= MOST) {
            throw ApiException.conflict("there are " + MOST + " own roles, which is the limit");
        }
        FieldValues given = FieldValues.given(Role.FIELDS, params);
        Role role = Role.of(tx.nextId(SEQUENCE), given, change.now());
        mustBeFree(tx, role);
        rights.mustInclude(tx, by, role);
        Role.TABLE.insert(tx, role);
        change.recordCreation("roles.save", subject(role), out -> audited(out, role));
        return role.id();
    }

    void update(Change change, Principal by, long id, Params params) {
        Tx tx = change.tx();
        Role before = existing(tx, id);
        Role after =
                new Role(
                        before.values()
                                .under(FieldValues.given(Role.FIELDS, params))
                                .with(Role.UPDATED_AT, change.now()));
        mustBeFree(tx, after);
        rights.mustInclude(tx, by, before);
        rights.mustInclude(tx, by, after);
        boolean changed =
                change.recordChange(
                        "roles.save",
                        subject(after),
                        out -> audited(out, before),
                        out -> audited(out, after));
        if (changed) {
            Role.TABLE.update(tx, after);
            store.renameRole(tx, before.name(), after.name());
            RolesOfProviders.rename(change, before.name(), after.name());
            sessions.changed(tx);
        }
    }

    void delete(Change change, Principal by, long id) {
        Role role = existing(change.tx(), id);
        rights.mustInclude(change.tx(), by, role);
        long people = store.countOf(change.tx(), role.name());
        if (people > 0) {
            throw ApiException.conflict(
                    "role '"
                            + role.name()
                            + "' is in use by "
                            + people
                            + (people == 1 ? " administrator" : " administrators"));
        }
        RolesOfProviders.giving(change.tx(), role.name())
                .ifPresent(provider -> {
                    throw ApiException.conflict(
                            "role '"
                                    + role.name()
                                    + "' is given by the provider or directory '"
                                    + provider.name()
                                    + "': take it out of the roles there first");
                });
        Role.TABLE.delete(change.tx(), role);
        change.recordDeletion("roles.delete", subject(role), out -> audited(out, role));
    }

    private static Role existing(Tx tx, long id) {
        Role.BUILT_IN_ROLES.stream()
                .filter(role -> role.id() == id)
                .findFirst()
                .ifPresent(role -> {
                    throw ApiException.conflict(
                            "role '" + role.name() + "' is of the program and stays as it is");
                });
        return Role.TABLE
                .find(tx, id)
                .orElseThrow(() -> ApiException.notFound("no role with id " + id));
    }

    private static void mustBeFree(Tx tx, Role role) {
        Role.builtIn(role.name())
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the name '" + other.name() + "' is taken by a role of the program");
                });
        Role.TABLE.mustBeFree(tx, "role", Role.NAME, role, FieldTable.ALL);
    }

    private static void audited(Out out, Role role) {
        Fields.write(out, Role.AUDITED, role.values());
    }

    private static Subject subject(Role role) {
        return Subject.of("role", role.id());
    }
}
