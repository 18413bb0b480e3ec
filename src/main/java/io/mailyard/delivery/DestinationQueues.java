package io.mailyard.delivery;

import io.mailyard.delivery.DeliveryReport.Outcome.Dropped;
import io.mailyard.policies.Isp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The outlets of all destinations that have mail, or had some a while ago. */
final class DestinationQueues {
    /** Half a kilobyte each; beyond it those whose budgets are hardly touched are forgotten. */
    private static final int MOST = 50_000;

    /** One account alone gets three quarters of all that may wait. */
    private static final int SHARE = 3;

    /** Parcels asked for to a destination of which nothing is known. */
    private static final int UNSEEN = 20;

    /**
     * A sender that this node does not have yet, or no longer: mail may be leased a moment before
     * the revision that has its sender is in force.
     */
    private static final Duration UNKNOWN_SENDER = Duration.ofSeconds(1);

    private final ConcurrentHashMap<DestinationKey, DestinationQueue> all =
            new ConcurrentHashMap<>();
    private final EngineContext house;
    private final Supplier<ActiveConfig> plans;
    private final Supplier<Set<String>> usable;
    private final ReportBatcher reporter;
    private final Clock clock;

    /** How much waited when an account got all that its share allowed; 0: none did. */
    private volatile int limitedAt;

    /** Of what may wait, kept for accounts that have nothing here. */
    private final int reserve;

    DestinationQueues(
            EngineContext house,
            Supplier<ActiveConfig> plans,
            Supplier<Set<String>> usable,
            ReportBatcher reporter,
            Clock clock,
            int maxWaiting) {
        this.house = house;
        this.plans = plans;
        this.usable = usable;
        this.reporter = reporter;
        this.clock = clock;
        this.reserve = Math.max(2, maxWaiting / 16);
    }

    /** What limits count for. */
    static DestinationKey destination(DeliveryTask parcel) {
        boolean other = parcel.isp().equals(Isp.OTHER);
        return new DestinationKey(parcel.senderId(), parcel.isp(), other ? parcel.domain() : "");
    }

    /** What could begin soon. */
    LeaseCapacity wants(int most) {
        int each = (int) Math.max(1, Math.min(UNSEEN, plans.get().narrowest()));
        Map<DestinationKey, Integer> limits = new HashMap<>();
        all.forEach((destination, outlet) -> {
            int wanted = outlet.wanted();
            if (wanted != each) {
                limits.put(destination, wanted);
            }
        });
        return new LeaseCapacity(
                most, each, limits, Math.max(1, most / (SHARE + 1)), accounts(most));
    }

    /**
     * How much more those may have that have some: no account holds more than a multiple of what is
     * free beyond a reserve, so that the mail of one that has none finds room.
     */
    private Map<Long, Integer> accounts(int free) {
        Map<Long, Integer> accounts = new HashMap<>();
        waitingByAccount()
                .forEach((account, held) -> {
                    int more = (SHARE * (free - reserve) - held) / (SHARE + 1);
                    accounts.put(account, Math.max(0, more));
                });
        return accounts;
    }

    private Map<Long, Integer> waitingByAccount() {
        Map<Long, Integer> waiting = new HashMap<>();
        all.values().forEach(outlet -> outlet.count(waiting));
        return waiting;
    }

    /** Where hardly any room is left, what waits of the account that has most makes some. */
    void makeRoom(int free) {
        if (free >= reserve / 2) {
            return;
        }
        Map<Long, Integer> waiting = waitingByAccount();
        if (waiting.size() < 2) {
            return;
        }
        long largest = Collections.max(waiting.entrySet(), Map.Entry.comparingByValue()).getKey();
        int left = reserve - free;
        for (DestinationQueue outlet : all.values()) {
            left -= left > 0 ? outlet.giveBack(largest, left) : 0;
        }
    }

    /** Takes what was leased for {@code wants}. */
    void place(List<DeliveryTask> parcels, LeaseCapacity wants) {
        Map<Long, Integer> got = new HashMap<>();
        parcels.forEach(parcel -> got.merge(parcel.accountId(), 1, Integer::sum));
        boolean limited =
                wants.accounts().entrySet().stream()
                                .anyMatch(
                                        one -> got.getOrDefault(one.getKey(), 0) >= one.getValue())
                        || got.values().stream().anyMatch(many -> many >= wants.eachAccount());
        limitedAt = limited ? waiting() + parcels.size() : 0;
        Map<DestinationKey, List<DeliveryTask>> byDestination = new LinkedHashMap<>();
        for (DeliveryTask parcel : parcels) {
            byDestination
                    .computeIfAbsent(destination(parcel), one -> new ArrayList<>())
                    .add(parcel);
        }
        byDestination.forEach((destination, some) ->
                place(destination, some, wants.limits().getOrDefault(destination, wants.each())));
    }

    private void place(DestinationKey destination, List<DeliveryTask> parcels, int asked) {
        Optional<ActiveSender> sending = plans.get().sender(destination.senderId());
        if (sending.isEmpty()) {
            parcels.forEach(parcel -> house.giveBack(parcel, UNKNOWN_SENDER));
            return;
        }
        if (sending.get().plan().strategyFor(destination.isp()).dropMessage()) {
            parcels.forEach(this::drop);
            return;
        }
        all.computeIfAbsent(
                        destination,
                        one -> new DestinationQueue(one, house, sending.get(), usable.get()))
                .place(parcels, asked);
    }

    private void drop(DeliveryTask parcel) {
        if (house.stopped(parcel)) {
            house.giveBack(parcel, Duration.ZERO);
        } else {
            String words = "its strategy says that messages are dropped";
            reporter.report(
                    DeliveryReport.ours(parcel.id(), new Dropped(), clock.instant(), words));
        }
    }

    /** Follows a revision, or addresses that came or went. */
    void follow() {
        ActiveConfig plan = plans.get();
        all.forEach((destination, outlet) ->
                plan.sender(destination.senderId())
                        .ifPresentOrElse(
                                sending -> outlet.follow(sending, usable.get()),
                                () -> outlet.giveBackAll(true)));
    }

    /** Gives back what a stop covers. */
    void giveBack(StopOrder.Scope scope) {
        all.values().forEach(outlet -> outlet.giveBack(scope));
    }

    /** Gives all back. */
    void giveBackAll(boolean forGood) {
        all.values().forEach(outlet -> outlet.giveBackAll(forGood));
    }

    /** Forgets what waits; it is another's by now. */
    void forgetWaiting() {
        all.values().forEach(DestinationQueue::forgetWaiting);
    }

    void tick() {
        all.values().forEach(DestinationQueue::tick);
        // What an account's share kept back may come now.
        int before = limitedAt;
        if (before > 0 && waiting() < before - before / 8) {
            limitedAt = 0;
            house.hungry();
        }
    }

    /** Forgets those that are over. */
    void sweep() {
        boolean hard = all.size() > MOST;
        all.values().removeIf(outlet -> outlet.isOver(hard));
    }

    int size() {
        return all.size();
    }

    int waiting() {
        return all.values().stream().mapToInt(DestinationQueue::waiting).sum();
    }
}
