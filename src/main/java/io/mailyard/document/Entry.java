package io.mailyard.document;

import io.mailyard.wire.Value;
import java.util.Map;

/**
 * An object, as a document has it or as a server does.
 *
 * @param account the name of the account above it; empty: the platform's
 * @param members those that are given, as a document has them: other objects by their names
 * @param place where the document has it
 */
public record Entry(
        Id id, String name, String account, Map<String, Value> members, SourceLocation place) {
    /**
     * Which one it is.
     *
     * @param owner the account's folded name; empty: the platform's
     * @param name folded
     */
    public record Id(ObjectKind kind, String owner, String name) {
        /** Of an object of the platform. */
        public static Id of(ObjectKind kind, String name) {
            return new Id(kind, "", kind.folded(name));
        }

        /** Of something of an account. */
        public static Id of(ObjectKind kind, Id owner, String name) {
            return new Id(kind, owner.name(), kind.folded(name));
        }

        /** The account above it. */
        public Id account() {
            return new Id(ObjectKind.ACCOUNTS, "", owner);
        }
    }

    /** The same object with other members. */
    public Entry with(Map<String, Value> other) {
        return new Entry(id, name, account, other, place);
    }

    /** Its kind. */
    public ObjectKind kind() {
        return id.kind();
    }

    /** Such as {@code user 'anna' of account 'acme'}. */
    public String shown() {
        return kind().one()
                + " '"
                + name
                + "'"
                + (account.isEmpty() ? "" : " of account '" + account + "'");
    }
}
