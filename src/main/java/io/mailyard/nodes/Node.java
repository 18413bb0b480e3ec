package io.mailyard.nodes;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Types;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortKey;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A machine that sends (docs/spec/admin-api.md, section 4). Each field is declared here once. */
public record Node(FieldValues values) implements FieldRow {
    static final Field<Long> ID = Field.id("The node.");
    static final Field<String> NAME = Field.plainlyNamed("Unique name.");
    static final Field<String> HOST =
            Field.text(
                    "host",
                    Types.text(1, 300).map(NodeHost::checked),
                    "Where it is reached, such as node1.example.com:8443.");
    private static final Field<String> MODE =
            Field.of(
                    "mode",
                    Types.oneOf("HTTPS", "SSL", "SSH")
                            .map(word -> word.equals("SSL") ? "HTTPS" : word),
                    ColumnCodec.word(List.of("HTTPS", "SSH")),
                    "HTTPS",
                    "HTTPS, as which SSL is read; SSH where its operator starts the program by"
                            + " hand. Default HTTPS.");
    private static final Field<Boolean> MTA_ACTIVE =
            Field.own("mta_active", ColumnCodec.FLAG, true, "Whether its MTA is to send.").once();
    private static final Field<Optional<Instant>> SYNC_WANTED_AT =
            Field.own(
                            "sync_wanted_at",
                            ColumnCodec.TIME,
                            Optional.empty(),
                            "When it was told last to fetch its configuration.")
                    .once();
    private static final Field<Instant> CREATED_AT = Field.createdAt();
    static final Field<Instant> UPDATED_AT = Field.updatedAt();

    /** All fields, in the order in which they are shown. */
    public static final List<Field<?>> FIELDS =
            List.of(ID, NAME, HOST, MODE, MTA_ACTIVE, SYNC_WANTED_AT, CREATED_AT, UPDATED_AT);

    /** Fields in a list and in the audit. */
    static final List<Field<?>> LISTED = Fields.audited(FIELDS);

    static final ObjectSchema SUMMARY =
            Fields.declare(ObjectSchema.of("NodeSummary", "A node in a list."), LISTED);
    static final ObjectSchema FULL =
            Fields.declare(ObjectSchema.of("Node", "A machine that mail goes out from."), FIELDS)
                    .text(
                            "server",
                            "Server process that it reported to last; empty: it never reported.");

    static final FieldTable<Node> TABLE = new FieldTable<>("nodes", FIELDS, Node::new);

    static final SortedList SORTS =
            new SortedList("nodes", SortKey.text("name", "name"), SortKey.text("host", "host"));

    /** A new node, whose MTA is meant to run. */
    static Node of(long id, FieldValues given, Instant now) {
        return new Node(
                FieldValues.initial(FIELDS)
                        .under(given)
                        .with(ID, id)
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now));
    }

    /** The id, from 1; {@link Nodes#LOCAL} is the node inside the server. */
    public long id() {
        return get(ID);
    }

    /** Unique among nodes; an administrator may change it, the id stays. */
    public String name() {
        return get(NAME);
    }

    /** Whether its MTA is meant to run. */
    public boolean mtaActive() {
        return get(MTA_ACTIVE);
    }

    /** When it was last told to fetch its configuration. */
    public Optional<Instant> syncWantedAt() {
        return get(SYNC_WANTED_AT);
    }

    /** Whether it is the node inside the server. */
    public boolean local() {
        return id() == Nodes.LOCAL;
    }
}
