package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.delivery.StopOrder;
import io.mailyard.writes.Change.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A part of what is queued, told by what lanes have. A sender's is also what waits without a sender
 * and may go by it.
 *
 * @param isp empty: every ISP
 */
record QueueScope(OptionalLong sender, OptionalLong account, OptionalLong campaign, String isp) {
    static QueueScope ofAccount(long account) {
        return new QueueScope(
                OptionalLong.empty(), OptionalLong.of(account), OptionalLong.empty(), "");
    }

    static QueueScope ofSender(long sender) {
        return new QueueScope(
                OptionalLong.of(sender), OptionalLong.empty(), OptionalLong.empty(), "");
    }

    static QueueScope ofSender(long sender, long account) {
        return new QueueScope(
                OptionalLong.of(sender), OptionalLong.of(account), OptionalLong.empty(), "");
    }

    /** What lanes in it fulfil; {@link #args} are its arguments. */
    String where() {
        List<String> terms = new ArrayList<>(4);
        sender.ifPresent(_ -> terms.add("(sender_id = ? OR (sender_id = 0 AND named LIKE ?))"));
        account.ifPresent(_ -> terms.add("account_id = ?"));
        campaign.ifPresent(_ -> terms.add("campaign_id = ?"));
        if (!isp.isEmpty()) {
            terms.add("isp = ?");
        }
        return terms.isEmpty() ? "1 = 1" : String.join(" AND ", terms);
    }

    List<@Nullable Object> args() {
        List<@Nullable Object> args = new ArrayList<>(8);
        sender.ifPresent(id -> {
            args.add(id);
            args.add("%," + id + ",%");
        });
        account.ifPresent(args::add);
        campaign.ifPresent(args::add);
        if (!isp.isEmpty()) {
            args.add(isp);
        }
        return args;
    }

    /** {@code first}, then {@link #args}. */
    @Nullable Object[] argsAfter(@Nullable Object... first) {
        List<@Nullable Object> all = new ArrayList<>(first.length + 5);
        Collections.addAll(all, first);
        all.addAll(args());
        return all.toArray();
    }

    /** Whether all that {@code other} covers is covered. */
    boolean contains(QueueScope other) {
        return contains(sender, other.sender)
                && contains(account, other.account)
                && contains(campaign, other.campaign)
                && (isp.isEmpty() || isp.equals(other.isp));
    }

    private static boolean contains(OptionalLong wide, OptionalLong narrow) {
        return wide.isEmpty() || wide.equals(narrow);
    }

    /** Whether anything can be covered by both. */
    boolean meets(QueueScope other) {
        return meet(sender, other.sender)
                && meet(account, other.account)
                && meet(campaign, other.campaign)
                && (isp.isEmpty() || other.isp.isEmpty() || isp.equals(other.isp));
    }

    private static boolean meet(OptionalLong one, OptionalLong other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }

    /** What the audit keeps it under. */
    Subject subject() {
        if (sender.isEmpty()) {
            long id = account.orElseThrow();
            return Subject.of("account", id, new AccountId(id));
        }
        return account.isPresent()
                ? Subject.of("sender", sender.getAsLong(), new AccountId(account.getAsLong()))
                : Subject.of("sender", sender.getAsLong());
    }

    /** The name of a change in the audit, such as {@code senders.queue.hold}. */
    String action(String verb) {
        return (sender.isPresent() ? "senders" : "accounts") + ".queue." + verb;
    }

    /** Whose it is, in words. */
    String owner() {
        return account.isEmpty()
                ? "sender " + sender.orElseThrow()
                : "account "
                        + account.getAsLong()
                        + (sender.isPresent() ? " on sender " + sender.getAsLong() : "");
    }

    /** In words, such as {@code sender 3, account 7}. */
    String described() {
        List<String> words = new ArrayList<>(4);
        sender.ifPresent(id -> words.add("sender " + id));
        account.ifPresent(id -> words.add("account " + id));
        campaign.ifPresent(id -> words.add("campaign " + id));
        if (!isp.isEmpty()) {
            words.add("isp " + isp);
        }
        return String.join(", ", words);
    }

    /** As nodes are told of it; no sender is any sender. */
    StopOrder.Scope stopped() {
        return sender.isEmpty() && account.isPresent() && campaign.isEmpty() && isp.isEmpty()
                ? new StopOrder.Scope.OfAccount(account.getAsLong())
                : new StopOrder.Scope.OfSender(sender.orElse(0), account, campaign, isp);
    }
}
