package io.mailyard.protocol;

import java.time.Duration;
import java.util.List;

/**
 * Reports the status of a process, and waits for updates.
 *
 * @param waitMillis how long at most
 */
public record SyncRequest(NodeStatus status, long waitMillis) {
    /** Problems per node: a sentence for each of its senders. */
    public static final int MAX_PROBLEMS = 500;

    public static final int MAX_PROBLEM = 1_000;

    private static final MemberType<Long> NOT_NEGATIVE = MemberType.number(0, Long.MAX_VALUE);

    public static final MessageCodec<SyncRequest> CODEC =
            new MessageCodec<>(message -> {
                NodeStatus status =
                        new NodeStatus(
                                message.get(
                                        "revision", NOT_NEGATIVE, sync -> sync.status.revision()),
                                message.flag("running", sync -> sync.status.running()),
                                message.get(
                                        "problems",
                                        MemberType.texts(MAX_PROBLEMS, MAX_PROBLEM),
                                        sync -> sync.status.problems()),
                                message.get("stop", NOT_NEGATIVE, sync -> sync.status.stop()),
                                message.get("sync", NOT_NEGATIVE, sync -> sync.status.sync()));
                return new SyncRequest(status, message.number("wait_ms", SyncRequest::waitMillis));
            });

    /** The request of a node; it says as many problems as a server takes. */
    public static SyncRequest of(NodeStatus status, Duration wait) {
        List<String> problems =
                status.problems().stream()
                        .limit(MAX_PROBLEMS)
                        .map(text -> text.substring(0, Math.min(text.length(), MAX_PROBLEM)))
                        .toList();
        return new SyncRequest(
                new NodeStatus(
                        status.revision(),
                        status.running(),
                        problems,
                        status.stop(),
                        status.sync()),
                wait.toMillis());
    }
}
