package io.mailyard.leases;

import io.mailyard.delivery.DestinationKey;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.lanes.ResumeRamp;
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
 * Divides the node's capacity evenly (max-min): one task at a time, round-robin over accounts,
 * within an account over campaigns, within a campaign over lanes. Small demands are met in full;
 * larger ones share the rest.
 */
final class FairShares {
    private final LeaseCapacity capacity;
    private final Map<DestinationKey, Integer> room = new HashMap<>();
    private final Map<Long, Long> resumable = new HashMap<>();

    /** Remaining capacity of accounts that already hold much on the node. */
    private final Map<Long, Integer> accountRoom;

    private final long now;
    private final Duration thawRamp;
    private List<LaneSlot> lanes = List.of();

    FairShares(LeaseCapacity capacity, Instant now, Duration thawRamp) {
        this.capacity = capacity;
        this.accountRoom = new HashMap<>(capacity.accounts());
        this.now = now.toEpochMilli();
        this.thawRamp = thawRamp;
    }

    /** Sets the lanes that share the remaining capacity. */
    void setLanes(List<LaneSlot> others) {
        returnDealt();
        lanes = others;
        for (LaneSlot lane : others) {
            Long thawed = lane.thawedAt;
            if (thawed != null) {
                long allowed = ResumeRamp.allowed(thawed, lane.backlog, now, thawRamp);
                resumable.putIfAbsent(lane.account, allowed - Math.min(allowed, lane.leased));
            }
        }
    }

    private void returnDealt() {
        for (LaneSlot lane : lanes) {
            addRoom(lane, lane.dealt);
            lane.dealt = 0;
        }
    }

    /**
     * Lanes in the order in which each gets one task; undealt capacity of an earlier deal is
     * returned first.
     */
    List<LaneSlot> deal(int most) {
        returnDealt();
        Map<Long, Map<Long, Deque<LaneSlot>>> accounts = new LinkedHashMap<>();
        for (LaneSlot lane : lanes) {
            if (lane.canLease()) {
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

    /** The account's next lane, rotating over campaigns; null if none may get a task. */
    private @Nullable LaneSlot next(Deque<Deque<LaneSlot>> campaigns) {
        while (!campaigns.isEmpty()) {
            Deque<LaneSlot> campaign = campaigns.remove();
            while (!campaign.isEmpty()) {
                LaneSlot lane = campaign.remove();
                boolean mayGet =
                        resumable.getOrDefault(lane.account, 1L) > 0
                                && accountRoom.computeIfAbsent(
                                                lane.account, _ -> capacity.perAccount())
                                        > 0;
                if (lane.canLease() && roomFor(lane) > 0 && mayGet) {
                    campaign.add(lane);
                    campaigns.add(campaign);
                    return lane;
                }
            }
        }
        return null;
    }

    private int roomFor(LaneSlot lane) {
        return room.computeIfAbsent(
                lane.destination,
                destination -> {
                    Integer limit = capacity.destinations().get(destination);
                    return limit == null ? capacity.perDestination() : limit;
                });
    }

    private void take(LaneSlot lane) {
        lane.dealt++;
        addRoom(lane, -1);
    }

    private void addRoom(LaneSlot lane, int back) {
        room.computeIfPresent(lane.destination, (_, left) -> left + back);
        resumable.computeIfPresent(lane.account, (_, left) -> left + back);
        accountRoom.computeIfPresent(lane.account, (_, left) -> left + back);
    }
}
