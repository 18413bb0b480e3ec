package io.mailyard.routing;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.identity.FromPolicy;
import io.mailyard.routing.RoutingTable.Known;
import io.mailyard.routing.Selection.UnavailableReason;
import io.mailyard.routing.SenderAvailability.Hold;
import io.mailyard.routing.SenderAvailability.TransientState;
import io.mailyard.senders.Sender;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.Senders;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * How mail of some accounts would be shared, as a transaction has things: nothing is kept in
 * memory, for the transaction may be undone. Locks, which pass by themselves, are left out, and so
 * are holds of a campaign or an ISP alone.
 */
public final class RoutingForecast {
    /** Whatever the mail is: neither of a campaign nor to an ISP. */
    private static final Destination ANY = new Destination(0, "", "");

    /** Shares that are reckoned, some 300 bytes each while they are; one account has 20,000. */
    private static final long MOST_SHARES = 100_000;

    private final Senders senders;
    private final SenderAvailability obstacles;
    private final SqlVirtualSenderStore store;
    private final FromPolicy names;

    RoutingForecast(
            Senders senders,
            SenderAvailability obstacles,
            SqlVirtualSenderStore store,
            FromPolicy names) {
        this.senders = senders;
        this.obstacles = obstacles;
        this.store = store;
        this.names = names;
    }

    /**
     * What was seen.
     *
     * @param looked how many of the accounts were looked at, from the first on
     * @param stranded the accounts of which no sender can send, ascending
     * @param rules those that were asked for, by account, virtual sender and place
     */
    public record Seen(int looked, List<AccountId> stranded, List<Shared> rules) {
        /** Keeps its own copies. */
        public Seen {
            stranded = List.copyOf(stranded);
            rules = List.copyOf(rules);
        }
    }

    /**
     * How a rule's messages are shared.
     *
     * @param place of the rule, from 0
     */
    public record Shared(
            AccountId account,
            VirtualSenderId vsender,
            String name,
            int place,
            Rule rule,
            List<Part> parts) {
        /** Keeps its own copy. */
        public Shared {
            parts = List.copyOf(parts);
        }

        /** Writes it as members. */
        private static final ObjectSchema PART =
                ObjectSchema.of("ShareForecast", "Forecast share of a sender in a rule.")
                        .number("sender_id", "The sender.")
                        .number("percent", "Percent in the rule.")
                        .decimal("share", "Expected percent.")
                        .text("left_out", "Why it gets none; null: it gets some.")
                        .orNull();

        /** As {@link #write} writes it. */
        public static final ObjectSchema SCHEMA =
                ObjectSchema.of("RuleForecast", "Forecast shares of a rule's senders.")
                        .number("account_id", "The account.")
                        .number("vsender_id", "The virtual sender.")
                        .text("name", "Name of the virtual sender.")
                        .number("rule", "Index of the rule, from 0.")
                        .including(RuleText.CONDITION)
                        .objects("senders", PART, "Its senders.");

        public void write(Out out) {
            out.number("account_id", account.value())
                    .number("vsender_id", vsender.value())
                    .text("name", name)
                    .number("rule", place);
            RuleText.condition(out, rule.condition());
            out.objects("senders", parts, (each, part) -> part.write(each));
        }
    }

    /**
     * What a sender has of a rule's messages.
     *
     * @param percent as the rule says
     * @param share in percent, to two places: as it would be
     * @param leftOut why it has none
     */
    public record Part(
            SenderId sender, int percent, BigDecimal share, Optional<UnavailableReason> leftOut) {
        private void write(Out out) {
            out.number("sender_id", sender.value())
                    .number("percent", percent)
                    .value("share", new Value.Numeral(share.toPlainString()))
                    .text("left_out", leftOut.map(AccountRouter::word).orElse(null));
        }
    }

    /**
     * Looks at accounts, until their rules are too many.
     *
     * @param all the accounts, ascending
     * @param named of their rules, those that name one of these senders
     * @param vsenders and all of these virtual senders
     */
    public Seen of(Tx tx, List<AccountId> all, Set<SenderId> named, Set<VirtualSenderId> vsenders) {
        List<AccountId> accounts = all.subList(0, fitting(tx, all));
        Map<AccountId, Set<SenderId>> assigned = senders.assignedTo(tx, accounts);
        List<VirtualSender> routing =
                store.routing(tx, accounts).stream()
                        .filter(one -> concerned(one, named, vsenders))
                        .toList();
        Set<SenderId> used = new LinkedHashSet<>();
        assigned.values().forEach(used::addAll);
        routing.forEach(one ->
                one.emailRules()
                        .forEach(rule -> rule.shares().forEach(share -> used.add(share.sender()))));
        Abilities abilities = new Abilities(tx, used, assigned);
        List<AccountId> stranded =
                accounts.stream()
                        .filter(account ->
                                assigned.getOrDefault(account, Set.of()).stream()
                                        .noneMatch(abilities.ofAccount(account)))
                        .toList();
        List<Shared> rules = new ArrayList<>();
        for (VirtualSender one : routing) {
            for (int place = 0; place < one.emailRules().size(); place++) {
                Rule rule = one.emailRules().get(place);
                if (vsenders.contains(one.id()) || names(rule, named)) {
                    rules.add(
                            new Shared(
                                    one.account(),
                                    one.id(),
                                    one.name(),
                                    place,
                                    rule,
                                    abilities.parts(one.account(), rule)));
                }
            }
        }
        return new Seen(accounts.size(), stranded, rules);
    }

    /** How many of the accounts, from the first on, have no more shares than are reckoned. */
    private int fitting(Tx tx, List<AccountId> all) {
        Map<AccountId, Long> shares = store.shares(tx, all);
        long sum = 0;
        for (int i = 0; i < all.size(); i++) {
            sum += shares.getOrDefault(all.get(i), 0L);
            if (sum > MOST_SHARES) {
                return i;
            }
        }
        return all.size();
    }

    private static boolean concerned(
            VirtualSender one, Set<SenderId> named, Set<VirtualSenderId> vsenders) {
        return vsenders.contains(one.id())
                || one.emailRules().stream().anyMatch(rule -> names(rule, named));
    }

    private static boolean names(Rule rule, Set<SenderId> named) {
        return rule.shares().stream().anyMatch(share -> named.contains(share.sender()));
    }

    /** An address that an account's mail would have in From. */
    private record Written(AccountId account, String address) {}

    /** What senders can do, read once for all accounts. */
    private final class Abilities {
        private final Tx tx;
        private final Map<SenderId, Sender> bare;
        private final Map<SenderId, Set<Long>> nodes;
        private final Map<SenderId, List<Hold>> holds = new HashMap<>();
        private final Map<AccountId, Set<SenderId>> assigned;
        private final TransientState passing;
        private final Map<Written, Boolean> mayWrite = new HashMap<>();

        Abilities(Tx tx, Set<SenderId> all, Map<AccountId, Set<SenderId>> assigned) {
            this.tx = tx;
            this.bare = all.isEmpty() ? Map.of() : senders.bare(tx, all);
            this.nodes = all.isEmpty() ? Map.of() : senders.nodesOf(tx, all);
            this.assigned = assigned;
            obstacles
                    .holds(tx, all)
                    .forEach(hold ->
                            holds.computeIfAbsent(hold.sender(), _ -> new ArrayList<>()).add(hold));
            this.passing =
                    new TransientState(Set.of(), new HashSet<>(obstacles.passing(tx).running()));
        }

        Predicate<SenderId> ofAccount(AccountId account) {
            return sender -> hindrance(account, sender).isEmpty();
        }

        private Optional<UnavailableReason> hindrance(AccountId account, SenderId id) {
            Sender sender = bare.get(id);
            if (sender == null) {
                return Optional.of(UnavailableReason.DELETED);
            }
            List<Hold> ofAccount =
                    holds.getOrDefault(id, List.of()).stream()
                            .filter(hold ->
                                    hold.account().isEmpty()
                                            || hold.account().getAsLong() == account.value())
                            .toList();
            Known known =
                    new Known(
                            !sender.canSend(),
                            assigned.getOrDefault(account, Set.of()).contains(id),
                            nodes.getOrDefault(id, Set.of()),
                            ofAccount);
            return RoutingTable.hindrance(known, id, ANY, passing);
        }

        /** Whether the share's override writes as a domain that the account may not write as. */
        private Optional<UnavailableReason> refused(AccountId account, Share share) {
            return share.overrides()
                    .fromEmail()
                    .filter(address ->
                            !mayWrite.computeIfAbsent(
                                    new Written(account, address),
                                    one -> names.mayWrite(tx, one.account(), one.address())))
                    .map(_ -> UnavailableReason.DOMAIN);
        }

        /**
         * As {@link SenderSelector} draws: what one cannot have is spread by the others' percents.
         */
        List<Part> parts(AccountId account, Rule rule) {
            Map<SenderId, UnavailableReason> leftOut = new HashMap<>();
            rule.shares()
                    .forEach(share ->
                            hindrance(account, share.sender())
                                    .or(() -> refused(account, share))
                                    .ifPresent(why -> leftOut.put(share.sender(), why)));
            List<Share> shares = rule.shares();
            List<Double> parts = SenderSelector.parts(shares, leftOut.keySet());
            return IntStream.range(0, shares.size())
                    .mapToObj(place -> {
                        SenderId sender = shares.get(place).sender();
                        BigDecimal percent = BigDecimal.valueOf(100 * parts.get(place));
                        return new Part(
                                sender,
                                shares.get(place).percent(),
                                percent.setScale(2, RoundingMode.HALF_UP),
                                Optional.ofNullable(leftOut.get(sender)));
                    })
                    .toList();
        }
    }
}
