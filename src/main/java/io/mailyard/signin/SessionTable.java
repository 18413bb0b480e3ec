package io.mailyard.signin;

import io.mailyard.api.ObjectSchema;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortKey;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.util.List;

/** The table of the sessions of one kind of people. */
public final class SessionTable {
    private final Field<Long> person;
    private final List<Field<?>> shown;
    private final FieldTable<SignInSession> rows;
    private final FieldValues initial;
    private final String login;
    private final SortedList sorts;

    /**
     * @param login SQL of the name by which the person of a row signs in
     * @param more columns that only this kind has
     */
    public SessionTable(PersonTables tables, String login, List<Field<?>> more) {
        this.login = "(" + login + ")";
        this.sorts =
                new SortedList(
                        tables.sessions(),
                        new SortKey("login", "lower(" + this.login + ")", false),
                        SortKey.number("created_at", "created_at"),
                        SortKey.number("last_seen_at", "last_seen_at"),
                        SortKey.text("address", "address"));
        this.person = Field.own(tables.of(), ColumnCodec.NUMBER, "Whose it is.");
        Field<String> name =
                Field.own("login", "The person's login.").in("", "(" + login + ")", "").joined();
        this.shown =
                List.of(
                        SignInSession.ID,
                        person,
                        name,
                        SignInSession.CREATED_AT,
                        SignInSession.CONFIRMED_AT,
                        SignInSession.LAST_SEEN_AT,
                        SignInSession.ENDS_AT,
                        SignInSession.ADDRESS,
                        SignInSession.USER_AGENT);
        List<Field<?>> hidden =
                Fields.joined(
                        List.of(
                                SignInSession.HASH,
                                SignInSession.PENDING,
                                SignInSession.WRONG_CODES),
                        more);
        this.initial = FieldValues.initial(more);
        this.rows =
                new FieldTable<>(
                        tables.sessions(),
                        Fields.joined(shown, hidden),
                        values -> new SignInSession(values, values.get(person)));
    }

    Field<Long> person() {
        return person;
    }

    /** Values of the columns that only this kind has, where nothing else is said. */
    FieldValues initial() {
        return initial;
    }

    FieldTable<SignInSession> rows() {
        return rows;
    }

    /** Orders of a list. */
    public SortedList sorts() {
        return sorts;
    }

    /** The login of whose it is, as SQL. */
    String login() {
        return login;
    }

    /** Members of the API, in this order. */
    public List<Field<?>> shown() {
        return shown;
    }

    /** Of an answer. */
    public ObjectSchema schema(String name, String doc) {
        return Fields.declare(ObjectSchema.of(name, doc), shown);
    }
}
