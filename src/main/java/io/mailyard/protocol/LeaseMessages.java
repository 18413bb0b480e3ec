package io.mailyard.protocol;

import io.mailyard.delivery.DestinationKey;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.LeaseNumber;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks for mail: how much the node has room for. */
public final class LeaseMessages {
    /** Destinations per request; an engine knows some thousands. */
    private static final int MAX_LIMITS = 15_000;

    /** Maximum length of the name of an ISP, domain or host. */
    static final int MAX_NAME = 1_000;

    /** Nodes and servers of early releases know no number. */
    static final MemberType<Long> REQUEST = MemberType.number(0, Long.MAX_VALUE).unless(0L);

    /** Codec of the room that the node has; nodes of early releases know no limits by account. */
    public static final MessageCodec<LeaseCapacity> CAPACITY =
            new MessageCodec<>(LeaseMessages::capacity);

    private static final MessageCodec<Map.Entry<DestinationKey, Integer>> DESTINATION_LIMIT =
            new MessageCodec<>(message ->
                    Map.entry(
                            destination(message, Map.Entry::getKey),
                            message.count("limit", Map.Entry::getValue)));
    private static final MessageCodec<Map.Entry<Long, Integer>> ACCOUNT_LIMIT =
            new MessageCodec<>(message ->
                    Map.entry(
                            message.get("account", MemberType.ID, Map.Entry::getKey),
                            message.count("limit", Map.Entry::getValue)));

    private LeaseMessages() {}

    /** Members that name a sender's mail to one destination. */
    static <T> DestinationKey destination(
            MessageMembers<T> message, Function<T, DestinationKey> of) {
        return new DestinationKey(
                message.get("sender", MemberType.ID, item -> of.apply(item).senderId()),
                message.get("isp", MemberType.text(MAX_NAME), item -> of.apply(item).isp()),
                message.get("domain", MemberType.text(MAX_NAME), item -> of.apply(item).domain()));
    }

    private static LeaseCapacity capacity(MessageMembers<LeaseCapacity> message) {
        Map<DestinationKey, Integer> destinations =
                message.get("limits", entries(DESTINATION_LIMIT), LeaseCapacity::destinations);
        int most = message.count("most", LeaseCapacity::total);
        int each = message.count("each", LeaseCapacity::perDestination);
        LeaseCapacity capacity =
                message.has("accounts", _ -> true)
                        ? new LeaseCapacity(
                                most,
                                each,
                                destinations,
                                message.count("each_account", LeaseCapacity::perAccount),
                                message.get(
                                        "accounts",
                                        entries(ACCOUNT_LIMIT),
                                        LeaseCapacity::accounts))
                        : new LeaseCapacity(most, each, destinations);
        return capacity.with(
                new LeaseNumber(
                        message.get("request", REQUEST, asked -> asked.number().number()),
                        message.get("answered", REQUEST, asked -> asked.number().answered())));
    }

    private static <K> MemberType<Map<K, Integer>> entries(
            MessageCodec<Map.Entry<K, Integer>> codec) {
        return MemberType.many(codec, MAX_LIMITS)
                .map(
                        entries ->
                                entries.stream()
                                        .collect(
                                                Collectors.toMap(
                                                        Map.Entry::getKey,
                                                        Map.Entry::getValue,
                                                        (_, last) -> last)),
                        limits -> List.copyOf(limits.entrySet()));
    }
}
