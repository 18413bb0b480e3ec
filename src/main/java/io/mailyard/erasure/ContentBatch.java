package io.mailyard.erasure;

import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.erasure.AccountTable.StoredContent;
import io.mailyard.outcomes.ContentStream;
import io.mailyard.wire.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Contents of messages that one step of an export writes.
 *
 * @param last whether the account has no more
 */
record ContentBatch(List<StoredContent> contents, boolean last) {
    private static final int MOST = 20;

    /**
     * Octets of a step: a second or two of compression. One larger message is a step of its own.
     */
    private static final long MOST_OCTETS = 16L * 1024 * 1024;

    /** The end of a line, which a content is written before. */
    private static final String END = "\"}";

    /** The next contents of an account behind a message. */
    static ContentBatch find(Tx tx, long account, long after) {
        List<StoredContent> found = AccountTable.contents(tx, account, after, MOST);
        List<StoredContent> taken = new ArrayList<>();
        long octets = 0;
        for (StoredContent content : found) {
            octets += content.size();
            if (octets > MOST_OCTETS && !taken.isEmpty()) {
                break;
            }
            taken.add(content);
        }
        return new ContentBatch(taken, taken.size() == found.size() && found.size() < MOST);
    }

    /**
     * Writes a line of JSON for each, with the content in Base64, piece by piece.
     *
     * @throws ContentStream.ContentGoneException if one was removed before its end
     */
    void write(Database database, OutputStream out) throws IOException {
        for (StoredContent content : contents) {
            String line =
                    JsonText.write(json ->
                            json.text("table", AccountTable.CONTENTS.name())
                                    .number("id", content.message())
                                    .text("content", ""));
            out.write(
                    line.substring(0, line.length() - END.length())
                            .getBytes(StandardCharsets.UTF_8));
            try (ContentStream in = new ContentStream(database, content.message(), Long.MAX_VALUE);
                    OutputStream encoded = Base64.getEncoder().wrap(new UnclosedStream(out))) {
                in.transferTo(encoded);
            }
            out.write((END + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
