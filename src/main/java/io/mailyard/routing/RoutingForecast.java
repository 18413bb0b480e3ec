package io.mailyard.routing;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.identity.FromPolicy;
import io.mailyard.routing.RoutingTable.SenderState;
import io.mailyard.routing.Selection.UnavailableReason;
import io.mailyard.routing.SenderAvailability.SenderHold;
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
 * Forecast of how mail of some accounts would be shared in the state of a transaction. Nothing is
 * cached, since the transaction may be rolled back. Excludes locks, which are transient, and holds
 * of a single campaign or ISP.
 */
public final class RoutingForecast {
    /** Any destination: no campaign and no ISP. */
    private static final Destination ANY = new Destination(0, "", "");

    /** Shares per forecast, some 300 bytes each while it runs; one account has 20,000. */
    private static final long MOST_SHARES = 100_000;

    private final Senders senders;
    private final SenderAvailability availability;
    private final SqlVirtualSenderStore store;
    private final FromPolicy names;

    RoutingForecast(
            Senders senders,
            SenderAvailability availability,
            SqlVirtualSenderStore store,
            FromPolicy names) {
        this.senders = senders;
        this.availability = availability;
        this.store = store;
        this.names = names;
    }

    /**
     * Result of a forecast.
     *
     * @param examined number of examined accounts, from the first
     * @param stranded accounts without any sender that can send, ascending
     * @param rules requested rules by account, virtual sender and index
     */
    public record ForecastResult(int examined, List<AccountId> stranded, List<RuleForecast> rules) {
        /** Copies the lists. */
        public ForecastResult {
            stranded = List.copyOf(stranded);
            rules = List.copyOf(rules);
        }
    }

    /**
     * Forecast of the shares of a rule.
     *
     * @param place index of the rule
     */
    public record RuleForecast(
            AccountId account,
            VirtualSenderId vsender,
            String name,
            int place,
            Rule rule,
            List<ShareForecast> shares) {
        /** Copies the shares. */
        public RuleForecast {
            shares = List.copyOf(shares);
        }

        private static final ObjectSchema PART =
                ObjectSchema.of("ShareForecast", "Forecast share of a sender in a rule.")
                        .number("sender_id", "The sender.")
                        .number("percent", "Percent in the rule.")
                        .decimal("share", "Expected percent.")
                        .text("left_out", "Why it gets none; null: it gets some.")
                        .orNull();

        /** The schema of {@link #write}. */
        public static final ObjectSchema SCHEMA =
                ObjectSchema.of("RuleForecast", "Forecast shares of a rule's senders.")
                        .number("account_id", "The account.")
                        .number("vsender_id", "The virtual sender.")
                        .text("name", "Name of the virtual sender.")
                        .number("rule", "Index of the rule, from 0.")
                        .including(RuleText.CONDITION)
                        .objects("senders", PART, "Its senders.");

        /** Writes the members of {@link #SCHEMA}. */
        public void write(Out out) {
            out.number("account_id", account.value())
                    .number("vsender_id", vsender.value())
                    .text("name", name)
                    .number("rule", place);
            RuleText.condition(out, rule.condition());
            out.objects("senders", shares, (each, part) -> part.write(each));
        }
    }

    /**
     * Forecast of a sender's share of a rule.
     *
     * @param percent configured percentage
     * @param share forecast percentage with two decimals
     * @param leftOut why the sender gets no mail
     */
    public record ShareForecast(
            SenderId sender, int percent, BigDecimal share, Optional<UnavailableReason> leftOut) {
        private void write(Out out) {
            out.number("sender_id", sender.value())
                    .number("percent", percent)
                    .value("share", new Value.Numeral(share.toPlainString()))
                    .text("left_out", leftOut.map(AccountRouter::text).orElse(null));
        }
    }

    /**
     * Examines accounts until the limit of shares is reached.
     *
     * @param all the accounts, ascending
     * @param named report the rules that name one of these senders
     * @param vsenders report also all rules of these virtual senders
     */
    public ForecastResult of(
            Tx tx, List<AccountId> all, Set<SenderId> named, Set<VirtualSenderId> vsenders) {
        List<AccountId> accounts = all.subList(0, fitting(tx, all));
        Map<AccountId, Set<SenderId>> assigned = senders.assignedTo(tx, accounts);
        List<VirtualSender> routing =
                store.routing(tx, accounts).stream()
                        .filter(virtualSender -> concerned(virtualSender, named, vsenders))
                        .toList();
        Set<SenderId> used = new LinkedHashSet<>();
        assigned.values().forEach(used::addAll);
        routing.forEach(virtualSender ->
                virtualSender
                        .emailRules()
                        .forEach(rule -> rule.shares().forEach(share -> used.add(share.sender()))));
        SenderStates abilities = new SenderStates(tx, used, assigned);
        List<AccountId> stranded =
                accounts.stream()
                        .filter(account ->
                                assigned.getOrDefault(account, Set.of()).stream()
                                        .noneMatch(abilities.ofAccount(account)))
                        .toList();
        List<RuleForecast> rules = new ArrayList<>();
        for (VirtualSender virtualSender : routing) {
            for (int place = 0; place < virtualSender.emailRules().size(); place++) {
                Rule rule = virtualSender.emailRules().get(place);
                if (vsenders.contains(virtualSender.id()) || names(rule, named)) {
                    rules.add(
                            new RuleForecast(
                                    virtualSender.account(),
                                    virtualSender.id(),
                                    virtualSender.name(),
                                    place,
                                    rule,
                                    abilities.parts(virtualSender.account(), rule)));
                }
            }
        }
        return new ForecastResult(accounts.size(), stranded, rules);
    }

    /** Number of accounts, from the first, whose shares fit into the limit. */
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
            VirtualSender virtualSender, Set<SenderId> named, Set<VirtualSenderId> vsenders) {
        return vsenders.contains(virtualSender.id())
                || virtualSender.emailRules().stream().anyMatch(rule -> names(rule, named));
    }

    private static boolean names(Rule rule, Set<SenderId> named) {
        return rule.shares().stream().anyMatch(share -> named.contains(share.sender()));
    }

    /** A From address of an account. */
    private record AddressUse(AccountId account, String address) {}

    /** Sender states, read once for all accounts. */
    private final class SenderStates {
        private final Tx tx;
        private final Map<SenderId, Sender> sendersById;
        private final Map<SenderId, Set<Long>> nodes;
        private final Map<SenderId, List<SenderHold>> holds = new HashMap<>();
        private final Map<AccountId, Set<SenderId>> assigned;
        private final TransientState transientState;
        private final Map<AddressUse, Boolean> mayWrite = new HashMap<>();

        SenderStates(Tx tx, Set<SenderId> all, Map<AccountId, Set<SenderId>> assigned) {
            this.tx = tx;
            this.sendersById = all.isEmpty() ? Map.of() : senders.withoutDetails(tx, all);
            this.nodes = all.isEmpty() ? Map.of() : senders.nodesOf(tx, all);
            this.assigned = assigned;
            availability
                    .holds(tx, all)
                    .forEach(hold ->
                            holds.computeIfAbsent(hold.sender(), _ -> new ArrayList<>()).add(hold));
            this.transientState =
                    new TransientState(
                            Set.of(), new HashSet<>(availability.transientState(tx).running()));
        }

        Predicate<SenderId> ofAccount(AccountId account) {
            return sender -> unavailableReason(account, sender).isEmpty();
        }

        private Optional<UnavailableReason> unavailableReason(AccountId account, SenderId id) {
            Sender sender = sendersById.get(id);
            if (sender == null) {
                return Optional.of(UnavailableReason.DELETED);
            }
            List<SenderHold> ofAccount =
                    holds.getOrDefault(id, List.of()).stream()
                            .filter(hold ->
                                    hold.account().isEmpty()
                                            || hold.account().getAsLong() == account.value())
                            .toList();
            SenderState known =
                    new SenderState(
                            !sender.canSend(),
                            assigned.getOrDefault(account, Set.of()).contains(id),
                            nodes.getOrDefault(id, Set.of()),
                            ofAccount);
            return RoutingTable.unavailableReason(known, id, ANY, transientState);
        }

        /** Whether the share's override uses a domain that the account may not use. */
        private Optional<UnavailableReason> refused(AccountId account, Share share) {
            return share.overrides()
                    .fromEmail()
                    .filter(address ->
                            !mayWrite.computeIfAbsent(
                                    new AddressUse(account, address),
                                    addressUse ->
                                            names.mayWrite(
                                                    tx,
                                                    addressUse.account(),
                                                    addressUse.address())))
                    .map(_ -> UnavailableReason.DOMAIN);
        }

        /**
         * Distributes as {@link SenderSelector} draws: shares of unavailable senders are spread by
         * the others' percentages.
         */
        List<ShareForecast> parts(AccountId account, Rule rule) {
            Map<SenderId, UnavailableReason> leftOut = new HashMap<>();
            rule.shares()
                    .forEach(share ->
                            unavailableReason(account, share.sender())
                                    .or(() -> refused(account, share))
                                    .ifPresent(reason -> leftOut.put(share.sender(), reason)));
            List<Share> shares = rule.shares();
            List<Double> parts = SenderSelector.parts(shares, leftOut.keySet());
            return IntStream.range(0, shares.size())
                    .mapToObj(place -> {
                        SenderId sender = shares.get(place).sender();
                        BigDecimal percent = BigDecimal.valueOf(100 * parts.get(place));
                        return new ShareForecast(
                                sender,
                                shares.get(place).percent(),
                                percent.setScale(2, RoundingMode.HALF_UP),
                                Optional.ofNullable(leftOut.get(sender)));
                    })
                    .toList();
        }
    }
}
