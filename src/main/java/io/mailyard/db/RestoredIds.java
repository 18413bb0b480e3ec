package io.mailyard.db;

/**
 * Makes sure that a restored store gives out no id again that the lost store gave out after the
 * backup: clients, webhooks and nodes that are still running know those.
 */
public final class RestoredIds {
    /** Mail that the lost store may have accepted after the backup. */
    static final long MAIL = 1_000_000;

    /** Objects that may have been made after the backup. */
    static final long OBJECTS = 1_000;

    private RestoredIds() {}

    /** Moves every counter of ids ahead; those of schema, changes and done tasks stay. */
    public static void moveAhead(Database database) {
        database.write(tx ->
                tx.update(
                        "UPDATE sequences SET value = value + CASE WHEN name IN ('messages',"
                                + " 'recipients', 'platform_messages', 'platform_recipients',"
                                + " 'events', 'node_sessions', 'stops') THEN "
                                + MAIL
                                + " ELSE "
                                + OBJECTS
                                + " END WHERE name NOT IN ('"
                                + SchemaState.SEQUENCE
                                + "', '"
                                + StoreGate.HEARD
                                + "', 'name-keys') AND name NOT LIKE '%\\_changes' ESCAPE '\\'"));
    }
}
