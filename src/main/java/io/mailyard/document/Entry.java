package io.mailyard.document;

import io.mailyard.wire.Value;
import java.util.Map;

/**
 * An object of a document or of a server.
 *
 * @param account the name of the account that owns it; empty: the platform
 * @param members its given members, in the document's form: other objects by their names
 * @param place its place in the document
 */
public record Entry(
        EntryId id, String name, String account, Map<String, Value> members, SourceLocation place) {
    /**
     * Identifies an object.
     *
     * @param owner the account's folded name; empty: the platform
     * @param name its folded name
     */
    public record EntryId(ObjectKind kind, String owner, String name) {
        /** The id of an object of the platform. */
        public static EntryId of(ObjectKind kind, String name) {
            return new EntryId(kind, "", kind.folded(name));
        }

        /** The id of an object of an account. */
        public static EntryId of(ObjectKind kind, EntryId owner, String name) {
            return new EntryId(kind, owner.name(), kind.folded(name));
        }

        /** The id of the account that owns it. */
        public EntryId account() {
            return new EntryId(ObjectKind.ACCOUNTS, "", owner);
        }
    }

    /** Returns this object with other members. */
    public Entry with(Map<String, Value> other) {
        return new Entry(id, name, account, other, place);
    }

    /** Its kind. */
    public ObjectKind kind() {
        return id.kind();
    }

    /** The object for people, for example {@code user 'anna' of account 'acme'}. */
    public String shown() {
        return kind().one()
                + " '"
                + name
                + "'"
                + (account.isEmpty() ? "" : " of account '" + account + "'");
    }
}
