package io.mailyard.messages;

import io.mailyard.api.ObjectSchema;
import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Messages as lists show them, by id. */
public final class MessageSummaries {
    /** Members of a summary. */
    public static final ObjectSchema SCHEMA = MessageBody.SUMMARY;

    private final SqlMessageStore store = new SqlMessageStore();

    /** A message without its recipients. */
    public static final class Summary {
        private final MessageView view;

        Summary(MessageView view) {
            this.view = view;
        }

        /** Number of the message, ascending in the order of acceptance. */
        public long id() {
            return view.id();
        }

        /** Writes the members of {@link MessageSummaries#SCHEMA}. */
        public void write(Out out) {
            MessageBody.write(out, view);
        }
    }

    /** Returns those of the messages that exist, in the order of the ids. */
    public List<Summary> of(Tx tx, List<Long> ids) {
        Map<Long, MessageView> found = new HashMap<>();
        for (List<Long> part : InClause.parts(ids)) {
            store.all(tx, part).forEach(view -> found.put(view.id(), view));
        }
        return ids.stream().map(found::get).filter(Objects::nonNull).map(Summary::new).toList();
    }
}
