package io.mailyard.bench;

import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills a queue past the API: by its statements, thousands of recipients in a transaction. */
final class FillQueue {
    /** Recipients of one message. */
    private static final int EACH = 100;

    /** Five days, as mail is tried. */
    private static final long LIFETIME = 5 * 24 * 3_600_000L;

    private static final byte[] CONTENT =
            ("From: bench@sender.example\r\nTo: someone@recipient.example\r\nSubject: bench\r\n\r\n"
                            + "Hello.\r\n".repeat(100))
                    .getBytes(StandardCharsets.US_ASCII);

    private static final String LANE =
            "INSERT INTO lanes (id, sender_id, account_id, campaign_id, isp, domain, fresh, retry, proc, due_at,"
                    + " expires_at, clock_offset, stopped_at, account_state, purged, tie_version, accepted_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, 0, NULL, '', 0, 0, ?)";
    private static final String MESSAGE =
            "INSERT INTO messages (id, account_id, source, submitter, envelope_from, header_from, subject,"
                    + " header_id, campaign_id, group_id, vsender_id, size, recipients, accepted_at)"
                    + " VALUES (?, ?, 'smtp', 'bench', 'bench@sender.example', 'bench@sender.example', 'bench', '', ?, 0,"
                    + " NULL, ?, ?, ?)";
    private static final String RECIPIENT =
            "INSERT INTO recipients (id, message_id, account_id, lane_id, address, domain, state, due_at, expires_at,"
                    + " attempts, session_id, tied_node, tied_ip, tied_version, kind, ended_at, ip, host, answer)"
                    + " VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, 0, NULL, NULL, NULL, 0, '', NULL, '', '', '')";
    private static final String LEDGER =
            "INSERT INTO ledger (account_id, accepted, delivered, bounced, expired, purged) VALUES (?, ?, 0, 0, 0, 0)"
                    + " ON CONFLICT (account_id) DO UPDATE SET accepted = ledger.accepted + excluded.accepted";

    private FillQueue() {}

    /**
     * So many recipients in one lane.
     *
     * @param isp {@code other} where the domain is of none
     */
    record Part(long sender, long account, long campaign, String isp, String domain, int count) {}

    /** Adds all of them, as accepted now. */
    static void with(Database database, List<Part> parts) {
        List<Part> some = new ArrayList<>();
        int count = 0;
        for (Part part : parts) {
            some.add(part);
            count += part.count();
            if (count > 20_000) {
                List<Part> step = List.copyOf(some);
                database.write(tx -> step(tx, step));
                some.clear();
                count = 0;
            }
        }
        database.write(tx -> step(tx, some));
    }

    private static int step(Tx tx, List<Part> parts) {
        for (Part part : parts) {
            fill(tx, part);
        }
        return parts.size();
    }

    private static void fill(Tx tx, Part part) {
        long now = System.currentTimeMillis();
        long lane = tx.nextId("lanes");
        String domain = part.isp().equals("other") ? part.domain() : "";
        tx.update(
                LANE,
                lane,
                part.sender(),
                part.account(),
                part.campaign(),
                part.isp(),
                domain,
                part.count(),
                now,
                now + LIFETIME,
                now);
        List<@Nullable Object[]> messages = new ArrayList<>();
        List<@Nullable Object[]> contents = new ArrayList<>();
        List<@Nullable Object[]> recipients = new ArrayList<>();
        for (int done = 0; done < part.count(); done += EACH) {
            int these = Math.min(EACH, part.count() - done);
            long message = tx.nextId("messages");
            messages.add(
                    new @Nullable Object[] {
                        message, part.account(), part.campaign(), CONTENT.length, these, now
                    });
            contents.add(new @Nullable Object[] {message, CONTENT});
            for (int i = 0; i < these; i++) {
                long id = tx.nextId("recipients");
                recipients.add(
                        new @Nullable Object[] {
                            id,
                            message,
                            part.account(),
                            lane,
                            "r" + id + "@" + part.domain(),
                            part.domain(),
                            now,
                            now + LIFETIME
                        });
            }
        }
        tx.updateAll(MESSAGE, messages);
        tx.updateAll("INSERT INTO contents (message_id, content) VALUES (?, ?)", contents);
        tx.updateAll(RECIPIENT, recipients);
        tx.update(LEDGER, part.account(), part.count());
    }
}
