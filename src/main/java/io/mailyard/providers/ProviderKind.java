package io.mailyard.providers;

import io.mailyard.base.AccountId;
import io.mailyard.db.SortedList;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A kind of providers: their fields, their table, and what tells kinds apart. */
public interface ProviderKind<P extends Provider> {
    /** The name that all kinds have for these. */
    Field<Long> ID = Field.id("The provider.");

    Field<Boolean> ACTIVE =
            Field.flag(
                    "active",
                    true,
                    "Whether it signs people in; switched off, the sessions of its people end."
                            + " Default true.");

    Field<Instant> CREATED_AT = Field.createdAt();

    Field<Instant> UPDATED_AT = Field.updatedAt();

    /** Each is asked, or has a button on a page. */
    int MOST = 20;

    /** Start of its keys, such as {@code oidc}. */
    String keyPrefix();

    /** Name that its calls begin with, such as {@code oidc_providers}. */
    String calls();

    /** One of it, such as {@code OpenID provider}. */
    String one();

    /** Several of it. */
    String many();

    /** Word that stands before the name of one. */
    default String called() {
        return "provider";
    }

    /** Name of one in the audit: its calls, in the singular. */
    default String subject() {
        return calls().substring(0, calls().length() - 1);
    }

    /** Maximum number that one owner may have. */
    default int most() {
        return MOST;
    }

    /** Whether one stays as long as there are people whom it signs in. */
    default boolean staysWithPeople() {
        return true;
    }

    /** Table with a row for each; the secret is in it too. */
    FieldTable<P> table();

    /** The orders of its lists. */
    SortedList sorts();

    /** Columns that a search looks in. */
    default String[] searched() {
        return new String[] {"name", "title", "issuer"};
    }

    /** The rows of an owner, with as many arguments as {@link #owned}. */
    default String ofOwner() {
        return FieldTable.ALL;
    }

    /** The arguments of {@link #ofOwner}. */
    default Object[] owned(AccountId owner) {
        return new Object[0];
    }

    /** Values that a new one of an owner has and that no call gives. */
    default FieldValues valuesOf(AccountId owner) {
        return FieldValues.NONE;
    }

    /** All fields but the secret, in the order in which they are shown. */
    List<Field<?>> shown();

    /** All fields. */
    List<Field<?>> fields();

    /** Fields in the audit: of the secret, when it was set. */
    default List<Field<?>> audited() {
        return Fields.joined(Fields.audited(shown()), List.of(secret().setAt()));
    }

    /** Field of the name by which people know one. */
    Field<String> name();

    /** Field of the secret that goes with requests to one; never shown. */
    SecretField secret();

    /** Wraps the values of a row. */
    P of(FieldValues values);

    /** A new one, with the values that are given. */
    default P made(long id, FieldValues given, Instant now) {
        FieldValues values =
                FieldValues.initial(fields())
                        .under(given)
                        .with(ID, id)
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now);
        return of(secret().noted(values, given, now));
    }

    /**
     * Fields of which one was changed that leads the secret to another server, as a clause such as
     * {@code issuer changes}; empty: none.
     */
    Optional<String> leadsElsewhere(P before, P after);

    /** Requires what no field alone can. */
    default void check(P provider) {}

    /** Why people whom it signs in would be strangers after a change; empty: they would not. */
    default Optional<String> losesPeople(P before, P after) {
        return Optional.empty();
    }
}
