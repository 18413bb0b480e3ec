package io.mailyard.queue;

import io.mailyard.api.ObjectSchema;
import io.mailyard.db.Row;
import io.mailyard.lanes.Lanes;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the whole queue: one or more lanes, summed up.
 *
 * @param key the scope it stands for, with the senders' queued mail in it
 * @param counts queued recipients by state
 * @param dueAt next attempt of active mail
 */
record QueueRow(RowKey key, QueueRowCounts counts, Optional<Instant> dueAt, String accountState) {
    /** Properties that the lanes of a row share; 0 or empty: they differ, or there is none. */
    record RowKey(long sender, long account, long campaign, String isp, String domain) {}

    /**
     * Queued recipients.
     *
     * @param suspended suspended recipients, new or to be retried
     */
    record QueueRowCounts(long suspended, long fresh, long proc, long retry) {
        static final ObjectSchema SCHEMA =
                ObjectSchema.part()
                        .number("hold", "Suspended: held, or the account or sender is stopped.")
                        .number("new", "Not tried yet.")
                        .number("proc", "Leased to a node.")
                        .number("retry", "Waiting for another attempt.")
                        .number("total", "The sum of hold, new, proc and retry.");

        long total() {
            return suspended + fresh + proc + retry;
        }

        void write(Out out) {
            out.number("hold", suspended)
                    .number("new", fresh)
                    .number("proc", proc)
                    .number("retry", retry)
                    .number("total", total());
        }
    }

    /** Why mail waits, the most lasting reason first. */
    static final List<String> REASONS =
            List.of(
                    "platform",
                    "deleted",
                    "inactive",
                    "frozen",
                    "no_sender",
                    "hold",
                    "sender_deleted",
                    "unassigned",
                    "no_address",
                    "no_node",
                    "locked",
                    "retry",
                    "sending",
                    "due");

    /**
     * A reason why mail of a row waits.
     *
     * @param text what a person or a host said; empty: nothing
     */
    record WaitReason(String reason, Optional<Instant> until, String text) {
        static final ObjectSchema SCHEMA =
                ObjectSchema.of("WaitReason", "A reason why mail waits.")
                        .word(
                                "reason",
                                "platform: the emergency stop; deleted, inactive, frozen: the account;"
                                        + " no_sender: none of its rule's senders can send; hold: an"
                                        + " administrator's; sender_deleted, unassigned, no_address: the"
                                        + " sender; no_node: no node of the sender runs; locked: a lock"
                                        + " rule matched an answer; retry: until the next attempt;"
                                        + " sending: leased to a node; due: the next one to be sent.",
                                REASONS)
                        .time("until", "When it ends by itself; null: not known.")
                        .orNull()
                        .text("text", "The hold's reason, or the answer that locked it.");

        static WaitReason of(String reason) {
            return new WaitReason(reason, Optional.empty(), "");
        }

        void write(Out out) {
            out.text("reason", reason).time("until", until.orElse(null)).text("text", text);
        }
    }

    /**
     * The mail that is looked at of a row.
     *
     * @param oldestAt acceptance of the oldest
     * @param answer the last answer of a host that put mail off; empty: none
     */
    record QueueRowSample(Optional<Instant> oldestAt, String host, String answer) {
        static final QueueRowSample NONE = new QueueRowSample(Optional.empty(), "", "");
    }

    /** A row with what is known besides the counters. */
    record ShownQueueRow(
            QueueRow row,
            String senderName,
            String accountTitle,
            QueueRowSample sample,
            List<WaitReason> reasons) {
        void write(Out out) {
            RowKey key = row.key();
            out.number("sender_id", key.sender())
                    .text("sender_name", senderName)
                    .number("account_id", key.account())
                    .text("account_title", accountTitle)
                    .number("campaign_id", key.campaign())
                    .text("isp", key.isp())
                    .text("domain", key.domain());
            row.counts().write(out);
            out.time("oldest_at", sample.oldestAt().orElse(null))
                    .time("due_at", row.dueAt().orElse(null))
                    .objects("reasons", reasons, (each, reason) -> reason.write(each))
                    .text("host", sample.host())
                    .text("answer", sample.answer());
        }
    }

    /** As {@link ShownQueueRow#write} writes it. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("QueueRow", "Queued recipients, and why they wait.")
                    .number("sender_id", "The sender; 0: several, or none.")
                    .text("sender_name", "Its name.")
                    .number("account_id", "The account; 0: several.")
                    .text("account_title", "Its title.")
                    .number("campaign_id", "The campaign; 0: several, or none.")
                    .text("isp", "The ISP; empty: several.")
                    .text("domain", "The recipients' domain; empty: several, or those of the ISP.")
                    .including(QueueRowCounts.SCHEMA)
                    .time("oldest_at", "When the oldest that waits was accepted.")
                    .orNull()
                    .time("due_at", "The next attempt of mail that is not suspended.")
                    .orNull()
                    .objects("reasons", WaitReason.SCHEMA, "Why it waits.")
                    .text("host", "The host that put mail off last.")
                    .text("answer", "Its answer.");

    static QueueRow read(Row row) {
        Long due = row.numberOrNull("due");
        return new QueueRow(
                new RowKey(
                        row.number("sender"),
                        row.number("account"),
                        row.number("campaign"),
                        row.text("isp_name"),
                        row.text("domain_name")),
                new QueueRowCounts(
                        row.number("suspended"),
                        row.number("new_mail"),
                        row.number("leased"),
                        row.number("retries")),
                due == null || due >= Lanes.NEVER
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(due)),
                row.text("account_is"));
    }

    /** The columns by which each grouping sums lanes up. */
    static final Map<String, List<String>> GROUPS =
            Map.of(
                    "lane", List.of("sender_id", "account_id", "campaign_id", "isp"),
                    "domain", List.of("sender_id", "account_id", "campaign_id", "isp", "domain"),
                    "sender", List.of("sender_id"),
                    "account", List.of("account_id"),
                    "isp", List.of("isp"));
}
