package io.mailyard.administrators;

import io.mailyard.access.Scopes;
import io.mailyard.access.Token;
import io.mailyard.api.Audience;
import io.mailyard.api.ObjectSchema;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A set of scopes for administrators: a role of the program or one of the platform's own. */
public record Role(FieldValues values) implements FieldRow {
    /** The role that may do everything, and that someone must always have. */
    public static final String MASTER = "master";

    /** Own roles are numbered from here; those of the program have the numbers below. */
    private static final long FIRST_OWN = 101;

    static final Field<Long> ID = Field.id("The role.");
    static final Field<String> NAME = Field.plainlyNamed("Unique name.");
    private static final Field<Scopes> SCOPES =
            Field.needed(
                    "scopes",
                    Token.scopesType(Audience.ADMINISTRATOR),
                    Token.SCOPES_CODEC,
                    "What it allows: the scopes that tokens have.");
    private static final Field<Boolean> BUILT_IN =
            Field.own(
                            "built_in",
                            ColumnCodec.FLAG,
                            false,
                            "Whether it is of the program: it stays.")
                    .in("", "0", "")
                    .joined();
    private static final Field<Instant> CREATED_AT = Field.createdAt();
    static final Field<Instant> UPDATED_AT = Field.updatedAt();

    /** All, in the order in which they are shown. */
    public static final List<Field<?>> FIELDS = List.of(ID, NAME, SCOPES, BUILT_IN);

    private static final List<Field<?>> COLUMNS =
            Fields.joined(FIELDS, List.of(CREATED_AT, UPDATED_AT));

    /** Members that the audit stores. */
    static final List<Field<?>> AUDITED = List.of(ID, NAME, SCOPES);

    static final ObjectSchema SCHEMA =
            Fields.declare(ObjectSchema.of("Role", "What administrators may do."), FIELDS)
                    .number("administrators", "How many have it.");

    static final FieldTable<Role> TABLE =
            new FieldTable<>("administrator_roles", COLUMNS, Role::new);

    /** Roles of the program, in the order of what they allow. */
    static final List<Role> BUILT_IN_ROLES =
            List.of(
                    builtIn(1, MASTER, Scopes.ALL),
                    builtIn(2, "administrator", administrator()),
                    builtIn(
                            3,
                            "support",
                            new Scopes(
                                    Set.of("read", Scopes.WELCOME, Scopes.LIFT, Scopes.TRY_NOW))),
                    builtIn(
                            4,
                            "auditor",
                            new Scopes(Set.of("audit:read", "reports:read", "states:read"))));

    /** Everything but administrators, whom it only sees. */
    private static Scopes administrator() {
        Set<String> words = new HashSet<>(Set.of("read", Scopes.CONTENT));
        Scopes.NOUNS.stream()
                .filter(noun -> !noun.equals(AdministratorRoutes.NOUN))
                .forEach(noun -> words.add(noun + ":write"));
        return new Scopes(words);
    }

    private static Role builtIn(long id, String name, Scopes scopes) {
        return new Role(
                FieldValues.NONE
                        .with(ID, id)
                        .with(NAME, name)
                        .with(SCOPES, scopes)
                        .with(BUILT_IN, true));
    }

    /** A new role of the platform's own. */
    static Role of(long number, FieldValues given, Instant now) {
        return new Role(
                FieldValues.initial(COLUMNS)
                        .under(given)
                        .with(ID, FIRST_OWN - 1 + number)
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now));
    }

    /** The program's role of that name. */
    static Optional<Role> builtIn(String name) {
        return BUILT_IN_ROLES.stream()
                .filter(role -> role.name().equalsIgnoreCase(name))
                .findFirst();
    }

    long id() {
        return get(ID);
    }

    String name() {
        return get(NAME);
    }

    Scopes scopes() {
        return get(SCOPES);
    }

    boolean isBuiltIn() {
        return get(BUILT_IN);
    }
}
