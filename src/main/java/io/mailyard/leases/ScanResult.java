package io.mailyard.leases;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Result of a {@link LaneScan}. */
final class ScanResult {
    /** Lanes that may have due mail. */
    final List<LaneSlot> due;

    private final List<LaneSlot> lanes;
    final boolean fromTheMiddle;
    final long largestPosition;
    private final Set<Long> truncated = new HashSet<>();

    ScanResult(List<LaneSlot> lanes, int each, boolean fromTheMiddle) {
        this.lanes = lanes;
        this.due = lanes.stream().filter(lane -> lane.due).toList();
        this.fromTheMiddle = fromTheMiddle;
        long most = 0;
        for (LaneSlot lane : lanes) {
            most = Math.max(most, lane.position);
            if (lane.position >= each) {
                truncated.add(lane.account);
            }
        }
        this.largestPosition = most;
    }

    /** Whether the account may have lanes that were not scanned. */
    boolean isTruncated(long account) {
        return truncated.contains(account);
    }

    /** Stores where the next scan begins: at the start, unless this one ran out of steps. */
    void saveCursors(Map<Long, Long> cursors, List<Long> senders, int steps) {
        Map<Long, Integer> count = new HashMap<>();
        Map<Long, Long> last = new HashMap<>();
        for (LaneSlot lane : lanes) {
            count.merge(lane.destination.senderId(), 1, Integer::sum);
            last.merge(lane.destination.senderId(), lane.account, Math::max);
        }
        for (long sender : senders) {
            if (count.getOrDefault(sender, 0) >= steps) {
                cursors.put(sender, last.getOrDefault(sender, 0L) + 1);
            } else {
                cursors.remove(sender);
            }
        }
    }
}
