package io.mailyard.protocol;

import io.mailyard.delivery.StopOrder;
import io.mailyard.delivery.StopOrder.Scope;
import io.mailyard.delivery.StopReceipt;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Function;

/** Stops, which the server sends, and their receipts, which nodes send. */
public final class StopMessages {
    static final MessageCodec<StopOrder> ORDER = new MessageCodec<>(StopMessages::order);

    /** A receipt. */
    public static final MessageCodec<StopReceipt> RECEIPT =
            new MessageCodec<>(message ->
                    new StopReceipt(
                            message.get("stop", MemberType.ID, StopReceipt::stopSeq),
                            message.time("at", StopReceipt::at),
                            message.get(
                                    "last_begun", MemberType.TIME.orNull(), StopReceipt::lastBegun),
                            message.count("past_data", StopReceipt::pastData),
                            message.count("delivered", StopReceipt::delivered),
                            message.get("last_end", MemberType.TIME.orNull(), StopReceipt::lastEnd),
                            message.flag("complete", StopReceipt::complete)));

    private StopMessages() {}

    private static StopOrder order(MessageMembers<StopOrder> message) {
        long seq = message.number("seq", StopOrder::seq);
        Instant called = message.time("called", StopOrder::calledAt);
        return new StopOrder(seq, scope(message), called);
    }

    private static Scope scope(MessageMembers<StopOrder> message) {
        return switch (message.text("of", StopMessages::word)) {
            case "account" ->
                    new Scope.OfAccount(
                            message.number(
                                    "account",
                                    order -> ((Scope.OfAccount) order.scope()).accountId()));
            case "node" ->
                    new Scope.OfNode(
                            message.number(
                                    "node", order -> ((Scope.OfNode) order.scope()).nodeId()));
            case "sender" ->
                    new Scope.OfSender(
                            message.number("sender", order -> ofSender(order).senderId()),
                            optional(message, "account", Scope.OfSender::accountId),
                            optional(message, "campaign", Scope.OfSender::campaignId),
                            message.text("isp", order -> ofSender(order).isp()));
            case String other -> throw new IllegalArgumentException("no stop of a " + other);
        };
    }

    private static String word(StopOrder order) {
        return switch (order.scope()) {
            case Scope.OfAccount _ -> "account";
            case Scope.OfNode _ -> "node";
            case Scope.OfSender _ -> "sender";
        };
    }

    private static Scope.OfSender ofSender(StopOrder order) {
        return (Scope.OfSender) order.scope();
    }

    private static OptionalLong optional(
            MessageMembers<StopOrder> message,
            String name,
            Function<Scope.OfSender, OptionalLong> of) {
        return message.get(name, MemberType.OPTIONAL_NUMBER, order -> of.apply(ofSender(order)));
    }
}
