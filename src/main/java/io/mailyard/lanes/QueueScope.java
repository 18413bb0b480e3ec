package io.mailyard.lanes;

import io.mailyard.base.AccountId;
import io.mailyard.delivery.StopOrder;
import io.mailyard.writes.Change.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Part of the queue, defined by lane properties. A sender's scope includes mail that waits without
 * a sender and may be sent by it.
 *
 * @param isp empty for every ISP
 */
public record QueueScope(
        OptionalLong sender, OptionalLong account, OptionalLong campaign, String isp) {
    /** All mail, the platform's own too. */
    public static final QueueScope EVERYTHING =
            new QueueScope(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), "");

    /** All mail of an account, with any sender or none. */
    public static QueueScope ofAccount(long account) {
        return new QueueScope(
                OptionalLong.empty(), OptionalLong.of(account), OptionalLong.empty(), "");
    }

    /** All mail of a sender, whatever the account, and mail that waits for it. */
    public static QueueScope ofSender(long sender) {
        return new QueueScope(
                OptionalLong.of(sender), OptionalLong.empty(), OptionalLong.empty(), "");
    }

    /** Mail of one account with a sender, and what of it waits for that sender. */
    public static QueueScope ofSender(long sender, long account) {
        return new QueueScope(
                OptionalLong.of(sender), OptionalLong.of(account), OptionalLong.empty(), "");
    }

    /** SQL condition of its lanes; {@link #args} are the arguments. */
    public String sqlCondition() {
        List<String> terms = new ArrayList<>(4);
        sender.ifPresent(_ -> terms.add("(sender_id = ? OR (sender_id = 0 AND named LIKE ?))"));
        account.ifPresent(_ -> terms.add("account_id = ?"));
        campaign.ifPresent(_ -> terms.add("campaign_id = ?"));
        if (!isp.isEmpty()) {
            terms.add("isp = ?");
        }
        return terms.isEmpty() ? "1 = 1" : String.join(" AND ", terms);
    }

    /**
     * Arguments of {@link #sqlCondition} in its order: two for a sender, one for each other part.
     */
    public List<@Nullable Object> args() {
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
    public @Nullable Object[] argsAfter(@Nullable Object... first) {
        List<@Nullable Object> all = new ArrayList<>(first.length + 5);
        Collections.addAll(all, first);
        all.addAll(args());
        return all.toArray();
    }

    /** Whether this scope contains all of {@code other}. */
    public boolean contains(QueueScope other) {
        return contains(sender, other.sender)
                && contains(account, other.account)
                && contains(campaign, other.campaign)
                && (isp.isEmpty() || isp.equals(other.isp));
    }

    private static boolean contains(OptionalLong wide, OptionalLong narrow) {
        return wide.isEmpty() || wide.equals(narrow);
    }

    /** Whether both scopes can cover the same mail. */
    public boolean overlaps(QueueScope other) {
        return overlap(sender, other.sender)
                && overlap(account, other.account)
                && overlap(campaign, other.campaign)
                && (isp.isEmpty() || other.isp.isEmpty() || isp.equals(other.isp));
    }

    private static boolean overlap(OptionalLong one, OptionalLong other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }

    /** Subject of audit records. */
    public Subject subject() {
        if (sender.isEmpty()) {
            long id = account.orElseThrow();
            return Subject.of("account", id, new AccountId(id));
        }
        return account.isPresent()
                ? Subject.of("sender", sender.getAsLong(), new AccountId(account.getAsLong()))
                : Subject.of("sender", sender.getAsLong());
    }

    /** Audit action, for example {@code senders.queue.hold}. */
    public String action(String verb) {
        return (sender.isPresent() ? "senders" : "accounts") + ".queue." + verb;
    }

    /** Owner of the scope as text. */
    public String owner() {
        return account.isEmpty()
                ? "sender " + sender.orElseThrow()
                : "account "
                        + account.getAsLong()
                        + (sender.isPresent() ? " on sender " + sender.getAsLong() : "");
    }

    /** Description, for example {@code sender 3, account 7}. */
    public String description() {
        List<String> words = new ArrayList<>(4);
        sender.ifPresent(id -> words.add("sender " + id));
        account.ifPresent(id -> words.add("account " + id));
        campaign.ifPresent(id -> words.add("campaign " + id));
        if (!isp.isEmpty()) {
            words.add("isp " + isp);
        }
        return String.join(", ", words);
    }

    /** The scope of a stop order; without a sender it covers every sender. */
    public StopOrder.Scope toStopScope() {
        return sender.isEmpty() && account.isPresent() && campaign.isEmpty() && isp.isEmpty()
                ? new StopOrder.Scope.OfAccount(account.getAsLong())
                : new StopOrder.Scope.OfSender(sender.orElse(0), account, campaign, isp);
    }
}
