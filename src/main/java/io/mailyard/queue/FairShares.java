package io.mailyard.queue;

import io.mailyard.delivery.DestinationKey;
import io.mailyard.delivery.LeaseCapacity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deals what a node can take evenly (max-min): one at a time, to the accounts in turn, within an
 * account to its campaigns in turn, within a campaign to its lanes in turn. Whoever has little gets
 * all of it; what is left goes to those that have more.
 */
final class FairShares {
    private final LeaseCapacity wants;
    private final Map<DestinationKey, Integer> room = new HashMap<>();
    private final Map<Long, Long> ramp = new HashMap<>();

    /** What the node takes of accounts that have much there. */
    private final Map<Long, Integer> accounts;

    private final long now;
    private final Duration thawRamp;
    private List<LaneSlot> lanes = List.of();

    FairShares(LeaseCapacity wants, Instant now, Duration thawRamp) {
        this.wants = wants;
        this.accounts = new HashMap<>(wants.accounts());
        this.now = now.toEpochMilli();
        this.thawRamp = thawRamp;
    }

    /** From now on these get the shares, of what those before have left. */
    void consider(List<LaneSlot> others) {
        takeBack();
        lanes = others;
        for (LaneSlot lane : others) {
            Long thawed = lane.thawedAt;
            if (thawed != null) {
                long allowed = ResumeRamp.allowed(thawed, lane.backlog, now, thawRamp);
                ramp.putIfAbsent(lane.account, allowed - Math.min(allowed, lane.leased));
            }
        }
    }

    private void takeBack() {
        for (LaneSlot lane : lanes) {
            give(lane, lane.dealt);
            lane.dealt = 0;
        }
    }

    /** Lanes in the order in which each gets one; what is dealt and not taken is given up. */
    List<LaneSlot> deal(int most) {
        takeBack();
        Map<Long, Map<Long, Deque<LaneSlot>>> accounts = new LinkedHashMap<>();
        for (LaneSlot lane : lanes) {
            if (lane.open()) {
                accounts.computeIfAbsent(lane.account, _ -> new LinkedHashMap<>())
                        .computeIfAbsent(lane.campaign, _ -> new ArrayDeque<>())
                        .add(lane);
            }
        }
        Deque<Deque<Deque<LaneSlot>>> ring = new ArrayDeque<>();
        accounts.values().forEach(campaigns -> ring.add(new ArrayDeque<>(campaigns.values())));
        List<LaneSlot> dealt = new ArrayList<>();
        while (dealt.size() < most && !ring.isEmpty()) {
            Deque<Deque<LaneSlot>> account = ring.remove();
            LaneSlot lane = next(account);
            if (lane != null) {
                take(lane);
                dealt.add(lane);
                ring.add(account);
            }
        }
        return dealt;
    }

    /** The account's next lane, its campaigns in turn; null where it has none that may get one. */
    private @Nullable LaneSlot next(Deque<Deque<LaneSlot>> campaigns) {
        while (!campaigns.isEmpty()) {
            Deque<LaneSlot> campaign = campaigns.remove();
            while (!campaign.isEmpty()) {
                LaneSlot lane = campaign.remove();
                boolean mayGet =
                        ramp.getOrDefault(lane.account, 1L) > 0
                                && accounts.computeIfAbsent(lane.account, _ -> wants.eachAccount())
                                        > 0;
                if (lane.open() && room(lane) > 0 && mayGet) {
                    campaign.add(lane);
                    campaigns.add(campaign);
                    return lane;
                }
            }
        }
        return null;
    }

    private int room(LaneSlot lane) {
        return room.computeIfAbsent(
                lane.destination,
                destination -> {
                    Integer limit = wants.limits().get(destination);
                    return limit == null ? wants.each() : limit;
                });
    }

    private void take(LaneSlot lane) {
        lane.dealt++;
        give(lane, -1);
    }

    private void give(LaneSlot lane, int back) {
        room.computeIfPresent(lane.destination, (_, left) -> left + back);
        ramp.computeIfPresent(lane.account, (_, left) -> left + back);
        accounts.computeIfPresent(lane.account, (_, left) -> left + back);
    }
}
